"""H801 发文字号格式不对: a document number with other brackets, with 第, padding zeros or a shortened year."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.records.document_number import DocumentNumber, document_numbers
from jixiao.records.finding import Severity
from jixiao.records.list_form import ListForm
from jixiao.records.manuscript import Manuscript
from jixiao.rules.rule import Context, Hit, Rule, hit, text_hit


def wrong_numbers(text: str) -> Iterator[DocumentNumber]:
    """The document numbers of a flat text that are not written as GB/T 9704-2012 asks."""
    return (number for number in document_numbers(text) if number.faults)


def what_is_wrong(number: DocumentNumber) -> str:
    """The faults of one number in words: 「年份用了方括号,编了虚位」."""
    return ",".join(f"年份用了{fault}" if fault.endswith("括号") else fault for fault in number.faults)


def check(form: ListForm, _: Context) -> Iterator[Hit]:
    """One finding per wrong number in any cell of a notice, a report on rectification, an opinion or a list."""
    for value in {value.cell: value for value in (*form.inputs(), *form.statements)}.values():
        for number in wrong_numbers(value.flat):
            words = {"wrong": what_is_wrong(number), "mixed": "", "written": number.written}
            yield hit(value, seen=number.written, expected=number.right, **words)


def in_text(manuscript: Manuscript, _: Context) -> Iterator[Hit]:
    """One finding per wrong number; it says where the same number is written in the right way."""
    numbers = [(at, number) for at in manuscript.paragraphs for number in document_numbers(at.flat)]
    right = {key: at.number for at, number in reversed(numbers) if not number.faults for key in number.keys}
    for at, number in numbers:
        if number.faults:
            elsewhere = next((right[key] for key in number.keys if key in right), None)
            mixed = f",第{elsewhere}段的写法是对的" if elsewhere else ""
            words = {"wrong": what_is_wrong(number), "mixed": mixed, "written": number.written}
            yield text_hit(at, number.start, number.end, expected=number.right, **words)


RULE = Rule(
    code="H801",
    name="发文字号格式不对",
    severity=Severity.MUST_FIX,
    basis="GB/T 9704-2012",
    message="发文字号「{written}」{wrong}{mixed},应写作「{expected}」。",
    fix="改为{expected}:年份写全,用六角括号〔〕,不加“第”,不编虚位。",
    check=check,
    forms=(ListForm,),
    in_text=in_text,
)
