"""A filled-in 项目支出绩效自评表 (F04), whatever layout it came in."""

from __future__ import annotations

from jixiao.records.indicator_form import IndicatorForm


class SelfEvaluation(IndicatorForm):
    """A self-evaluation: actual values, points per line, a total."""

    form: str = "项目支出绩效自评表"

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in: no project, no amounts, no actual values, no points claimed."""
        filled = [self.project, *(value for row in self.fund_rows() for value in row.amounts())]
        for row in self.indicators:
            filled += [row.actual, row.score if row.actual is None else None]
        return all(value is None or value.empty or value.flat == "0" for value in filled) and not any(
            row.target.flat and row.score is not None and not row.score.empty for row in self.indicators
        )
