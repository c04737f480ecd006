"""Which policy settings a rule reads, and on which forms: taken from the rule's own code, so never out of date."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args

from jixiao.forms.catalogue import FORMS
from jixiao.forms.declaration import Form
from jixiao.policy.model import GradeBand, OutcomeBand, Policy
from jixiao.records.filled_form import FilledForm
from jixiao.records.list_form import ListForm
from jixiao.records.score_sheet import ScoreSheet
from jixiao.records.target_declaration import TargetDeclaration
from jixiao.rules.rule import Rule
from jixiao.scoring.total import score_form

_FIELDS = frozenset(Policy.model_fields) - {"name", "title", "source", "effective", "aliases", "origin", "broken"}


def settings_read(rule: Rule) -> frozenset[str]:
    """The settings (grades, vague_words) that change what a rule finds; those behind a score count with the score."""
    parts = [part for part in (rule.check, rule.applies, rule.text_check) if part is not None]
    found = frozenset[str]().union(*(settings_in(part) for part in parts))
    scored = any(_asks_for_score(one.__code__) for part in parts for one in _with_called(part))
    return found | (settings_in(score_form) - _scales()) if scored else found  # points hang on no grade


def _asks_for_score(code: CodeType) -> bool:
    """Whether code says `context.score`: a form has a column of that name, too."""
    return "score" in _read_of("context", code)


@cache
def settings_in(function: Callable[..., Any]) -> frozenset[str]:
    """The policy settings that a function of ours reads, by itself or through the functions it calls.

    Whoever asks for a scale of grades by its name may read any of them.
    """
    names = {name for one in _with_called(function) for name in _read_of("policy", one.__code__)}
    methods = [method for name, method in vars(Policy).items() if inspect.isfunction(method) and name in names]
    for method in methods:
        names |= _read_of("self", method.__code__) | set(method.__defaults__ or ())
    return frozenset((names | (_scales() if "scale" in names else set())) & _FIELDS)


def _read_of(owner: str, code: CodeType) -> set[str]:
    """What code reads of something by that name: `policy.tolerance`, `context.policy.tolerance`."""
    words: list[object] = []
    for instruction in dis.get_instructions(code):
        words += instruction.argval if isinstance(instruction.argval, tuple) else [instruction.argval]
    found = {str(name) for before, name in pairwise(words) if before == owner}
    return found.union(*(_read_of(owner, inner) for inner in code.co_consts if isinstance(inner, CodeType)))


def _scales() -> set[str]:
    """The settings that are scales of grades, as 优 to 差 for self-evaluations is one."""
    inner = {key: get_args(Policy.model_fields[key].annotation)[:1] for key in _FIELDS}
    return {key for key, (*kinds,) in inner.items() if kinds and kinds[0] in (GradeBand, OutcomeBand)}


def _with_called(function: Callable[..., Any]) -> Iterator[FunctionType]:
    """A function and the functions of ours that it calls, each once."""
    seen: set[FunctionType] = set()
    waiting: list[Any] = [function]
    while waiting:
        one = waiting.pop()
        if isinstance(one, FunctionType) and one not in seen:
            seen.add(one)
            yield one
            waiting += _called(one, set(_names(one.__code__)))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _called(function: FunctionType, names: set[str]) -> Iterator[Any]:
    """What a function's global names mean, as far as it is ours; through a module of ours, that module's functions."""
    for name in names & set(function.__globals__):
        meant = function.__globals__[name]
        if isinstance(meant, ModuleType) and meant.__name__.startswith("jixiao."):
            yield from (vars(meant)[inner] for inner in names & set(vars(meant)))
        elif getattr(meant, "__module__", "").startswith("jixiao."):
            yield inspect.unwrap(meant) if callable(meant) else meant


def forms_of(rule: Rule) -> tuple[str, ...]:
    """The titles of the forms that a rule looks at, in no special order; empty for rules on whole files."""
    if rule.on == "workbook":
        return ()
    return tuple(dict.fromkeys(title for kind in rule.forms for title in _titles(kind)))


def _titles(kind: Any) -> Iterator[str]:
    """The titles that records of a type bear, and those of every type made from it.

    One that several forms are read into has beside its own title, if any, those that no other type claims.
    """
    own = kind.model_fields["form"].default
    if isinstance(own, str):
        yield own
    claimed = {one.model_fields["form"].default for one in _types(FilledForm)}
    yield from (form.title for form in FORMS if form.title not in claimed and _read_into(form) is kind)
    made: Any
    for made in kind.__subclasses__():
        yield from _titles(made)


def _read_into(form: Form) -> type[FilledForm]:
    """The type of records that several forms are read into, by what stands in the form's tables."""
    if form.criteria:
        return ScoreSheet
    return TargetDeclaration if "indicators" in form.tables else ListForm


def _types(kind: type) -> Iterator[Any]:
    """A record type and every type made from it."""
    yield kind
    made: Any
    for made in kind.__subclasses__():
        yield from _types(made)
