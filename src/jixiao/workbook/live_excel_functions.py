"""What xlwings needs to know of functions in cells; without xlwings the functions are plain Python functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def in_cells(**arguments: str) -> Callable[[F], F]:
    """Offer a function in Excel's cells, its one-sentence docstring and these words per argument as help."""

    def offered(function: F) -> F:
        try:
            import xlwings
        except ImportError:
            return function
        for name, words in reversed(arguments.items()):
            function = xlwings.arg(name, doc=words)(function)
        shown: F = xlwings.func(category="预算绩效")(function)
        return shown

    return offered
