"""What the ledger holds, as frozen values: notices and items as they are entered, and items as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jixiao.records.document_number import document_numbers
from jixiao.records.text import squeezed

Identity = tuple[str, str, str]
"""A finding across sendings: rule, sheet, label (else cell)."""


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One problem of a notice as it goes into the ledger; `amount` in 万元 as written, `proof` what shall prove it."""

    code: str
    problem: str
    project: str = ""
    grade: str = ""
    category: str = ""
    amount: str = ""
    unit: str = ""  # 责任单位; the notice's unit when blank
    basis: str = ""
    requirement: str = ""
    proof: str = ""
    deadline: date | None = None
    findings: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One notice as it goes into the ledger, with everything that its items need."""

    number: str
    unit: str
    project: str = ""
    title: str = ""
    signature: str = ""
    issued: date | None = None
    report_by: date | None = None
    source: str = ""
    items: tuple[ItemEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands. `revision` counts its changes; who edits an older one is told."""

    id: int
    notice_id: int
    number: str
    addressee: str
    code: str
    project: str
    grade: str
    category: str
    problem: str
    amount: str
    unit: str
    basis: str
    requirement: str
    proof: str
    deadline: date | None
    state: str
    measures: str
    status: str
    done_on: date | None
    evidence: str
    person: str
    opinion: str
    remark: str
    revision: int

    @property
    def named(self) -> str:
        """How messages name the item: 师财绩〔2023〕10号 二（一）1."""
        return f"{self.number} {self.code}"


def canonical(number: str) -> str:
    """A 发文字号 as the ledger keeps it, whatever its brackets: 青财绩[2026]第012号 → 青财绩〔2026〕12号."""
    flat = squeezed(number)
    found = list(document_numbers(flat))
    return f"{flat[: found[0].start]}{found[0].right}{flat[found[0].end :]}" if len(found) == 1 else flat


FIELD_NAMES = {
    "project": "项目", "grade": "等级", "category": "问题类别", "problem": "问题描述", "amount": "金额(万元)",
    "unit": "责任单位", "basis": "依据", "requirement": "整改要求", "proof": "应交佐证", "deadline": "整改期限",
    "state": "状态", "measures": "整改措施", "status": "完成情况", "done_on": "完成日期", "evidence": "佐证材料",
    "person": "责任人", "opinion": "审核意见", "remark": "系统提示", "code": "问题编号",
}  # fmt: skip
"""What people call the fields of an item."""
DATES = frozenset({"deadline", "done_on"})


def shown(value: object) -> str:
    """A field's value as the record of changes keeps it: dates as 2026-11-05, nothing as ""."""
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def kept(field: str, text: str) -> str | date | None:
    """A field's value from what the record of changes keeps."""
    if field in DATES:
        return date.fromisoformat(text) if text else None
    return text
