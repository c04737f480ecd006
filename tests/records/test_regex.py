"""Patterns that are compiled when they are first used: all of them can be, and they do what compiled ones do."""

from __future__ import annotations

import copy
import gc
import importlib
import pickle
import pkgutil
import re

import pytest

import jixiao
from jixiao.records.regex import Lazy, regex


def test_every_pattern_of_every_module_compiles() -> None:
    for package in ("records", "forms", "rules", "documents", "scoring", "library", "workbook"):
        path = [f"{jixiao.__path__[0]}/{package}"]
        for module in pkgutil.iter_modules(path, f"jixiao.{package}."):
            if "live_excel" not in module.name:  # speaks to Excel
                importlib.import_module(module.name)
    patterns = [one for one in gc.get_objects() if type(one) is Lazy]
    assert len(patterns) > 300
    for one in patterns:
        assert one.compiled().pattern == one.pattern


def test_it_finds_what_a_compiled_pattern_finds() -> None:
    lazy, compiled = regex(r"(\d+)\s*分", re.MULTILINE), re.compile(r"(\d+)\s*分", re.MULTILINE)
    text = "得 12 分,扣3分"
    assert lazy.findall(text) == compiled.findall(text) == ["12", "3"]
    assert lazy.sub("·", text) == compiled.sub("·", text)
    assert [match.span() for match in lazy.finditer(text)] == [match.span() for match in compiled.finditer(text)]
    assert lazy.fullmatch("12分", 0) is not None
    assert (lazy.pattern, lazy.flags, lazy.groups) == (compiled.pattern, compiled.flags, compiled.groups)


def test_bytes_copies_and_other_processes() -> None:
    lazy = regex(rb"a+")
    assert lazy.search(b"baa") is not None
    for other in (copy.deepcopy(lazy), pickle.loads(pickle.dumps(lazy))):
        assert other.pattern == rb"a+"
        assert other.match(b"aab") is not None


def test_a_mistake_shows_on_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("x")
