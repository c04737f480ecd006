"""Patterns of modules, compiled when they are first used: one file needs a third of what all rules and forms have."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


class Lazy(Generic[AnyStr]):
    """What stands for a pattern until it is used; from then on its methods are the compiled pattern's own."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        """Remember what to compile."""
        self.pattern: AnyStr = pattern
        self._flags = flags

    def compiled(self) -> re.Pattern[AnyStr]:
        """The compiled pattern. re.error when it is none."""
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        """Compile on the first use of a method; asked only for what the object does not have yet."""
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = self.compiled()
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and other processes get what to compile, as with compiled patterns."""
        return regex, (self.pattern, self._flags)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern for a module to hold, compiled on first use; a mistake in it shows then, so a test compiles them all.

    Afterwards calling its methods costs what those of a compiled pattern cost.
    """
    return cast("re.Pattern[AnyStr]", Lazy(pattern, flags))
