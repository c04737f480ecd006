"""Every example form, filled in well or badly, as workbooks for people to look at. A new form is two lines here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jixiao.demo import (
    example_department,
    example_forms,
    example_lists,
    example_monitoring,
    example_rectification,
    example_score_sheets,
    example_targets,
)
from jixiao.forms import (
    department_scoring,
    department_self_evaluation,
    department_targets,
    evaluation_list,
    ex_ante_assessment,
    monitoring,
    project_scoring,
    publication_list,
    rectification_ledger,
    rectification_notice,
    rectification_report,
    result_use_opinion,
    self_evaluation,
    spot_check,
    target_approval,
    target_declaration,
    target_review,
    third_party,
)
from jixiao.forms.declaration import Form
from jixiao.forms.template import build_template, fill_template
from jixiao.policy.model import Policy

YEAR = 2025
Values = Mapping[tuple[str, int], str | int | Decimal | None]


@dataclass(frozen=True)
class Example:
    """A filled-in template: `values` by (role, row) as in `template.input_places`; `good` has nothing to change."""

    name: str
    form: Form
    values: Callable[[], Values]
    good: bool
    rows: int | None = None

    def build(self, policy: Policy) -> bytes:
        """The workbook's bytes, equal for equal declarations and policies."""
        blank = build_template(self.form, policy, year=YEAR, rows=self.rows)
        return fill_template(blank, self.form, policy, self.values(), rows=self.rows)


EXAMPLES: tuple[Example, ...] = (
    Example("填得好的目标申报表", target_declaration.FORM, example_targets.good_values, good=True),
    Example("填得不好的目标申报表", target_declaration.FORM, example_targets.bad_values, good=False),
    Example("填得好的部门整体目标申报表", department_targets.FORM, example_targets.department_good_values, good=True),
    Example("填得不好的部门整体目标申报表", department_targets.FORM, example_targets.department_bad_values, good=False),
    Example("填得好的监控表", monitoring.FORM, example_monitoring.good_values, good=True),
    Example("填得不好的监控表", monitoring.FORM, example_monitoring.bad_values, good=False),
    Example("填得好的自评表", self_evaluation.FORM, example_forms.good_values, good=True),
    Example("填得不好的自评表", self_evaluation.FORM, example_forms.bad_values, good=False),
    Example("填得好的部门整体自评表", department_self_evaluation.FORM, example_department.good_values, good=True),
    Example("填得不好的部门整体自评表", department_self_evaluation.FORM, example_department.bad_values, good=False),
    Example("填得好的整改通知", rectification_notice.FORM, example_rectification.good_notice, good=True, rows=3),
    Example("填得不好的整改通知", rectification_notice.FORM, example_rectification.bad_notice, good=False, rows=3),
    Example("填得好的整改情况报告", rectification_report.FORM, example_rectification.good_report, good=True, rows=3),
    Example("填得不好的整改情况报告", rectification_report.FORM, example_rectification.bad_report, good=False, rows=3),
    Example("填得好的整改台账", rectification_ledger.FORM, example_rectification.good_ledger, good=True, rows=12),
    Example("填得不好的整改台账", rectification_ledger.FORM, example_rectification.bad_ledger, good=False, rows=12),
    Example(
        "填得好的评估结果运用意见书", result_use_opinion.FORMS[0], example_lists.good_assessment_opinion, good=True
    ),
    Example(
        "填得不好的评估结果运用意见书", result_use_opinion.FORMS[0], example_lists.bad_assessment_opinion, good=False
    ),
    Example(
        "填得好的目标审核结果运用意见书", result_use_opinion.FORMS[1], example_lists.good_target_opinion, good=True
    ),
    Example(
        "填得不好的目标审核结果运用意见书", result_use_opinion.FORMS[1], example_lists.bad_target_opinion, good=False
    ),
    Example(
        "填得好的监控结果运用意见书", result_use_opinion.FORMS[2], example_lists.good_monitoring_opinion, good=True
    ),
    Example(
        "填得不好的监控结果运用意见书", result_use_opinion.FORMS[2], example_lists.bad_monitoring_opinion, good=False
    ),
    Example(
        "填得好的评价结果运用意见书", result_use_opinion.FORMS[3], example_lists.good_evaluation_opinion, good=True
    ),
    Example(
        "填得不好的评价结果运用意见书", result_use_opinion.FORMS[3], example_lists.bad_evaluation_opinion, good=False
    ),
    Example("填得好的评价结果清单", evaluation_list.FORM, example_lists.good_evaluated, good=True, rows=12),
    Example("填得不好的评价结果清单", evaluation_list.FORM, example_lists.bad_evaluated, good=False, rows=12),
    Example("填得好的抽查复核表", spot_check.FORM, example_lists.good_spot_check, good=True),
    Example("填得不好的抽查复核表", spot_check.FORM, example_lists.bad_spot_check, good=False),
    Example("填得好的公开清单", publication_list.FORM, example_lists.good_publication, good=True),
    Example("填得不好的公开清单", publication_list.FORM, example_lists.bad_publication, good=False),
    Example("填得好的绩效目标批复表", target_approval.FORM, example_lists.good_approval, good=True),
    Example("填得不好的绩效目标批复表", target_approval.FORM, example_lists.bad_approval, good=False),
    Example("填得好的绩效目标审核表", target_review.FORM, example_score_sheets.review_good, good=True),
    Example("填得不好的绩效目标审核表", target_review.FORM, example_score_sheets.review_bad, good=False),
    Example("填得好的事前绩效评估表", ex_ante_assessment.FORM, example_score_sheets.assessment_good, good=True),
    Example("填得不好的事前绩效评估表", ex_ante_assessment.FORM, example_score_sheets.assessment_bad, good=False),
    Example("填得好的第三方机构考评表", third_party.FORM, example_score_sheets.party_good, good=True),
    Example("填得不好的第三方机构考评表", third_party.FORM, example_score_sheets.party_bad, good=False),
    Example("填得好的项目绩效评价评分表", project_scoring.FORM, example_score_sheets.project_good, good=True),
    Example("填得不好的项目绩效评价评分表", project_scoring.FORM, example_score_sheets.project_bad, good=False),
    Example("填得好的部门整体绩效评价评分表", department_scoring.FORM, example_score_sheets.department_good, good=True),
    Example(
        "填得不好的部门整体绩效评价评分表",
        department_scoring.FORM,
        example_score_sheets.department_bad,
        good=False,
    ),
)
