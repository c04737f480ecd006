"""Excel as the user left it: what a running action switches off, comes back when it ends, also after a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

_QUIET: dict[str, Any] = {"screen_updating": False, "enable_events": False, "calculation": "manual"}


@contextmanager
def kept_state(book: Any, words: str) -> Iterator[None]:
    """Work quietly with `words` in the status bar; settings, active sheet and selection are restored at the end."""
    app = book.app
    settings = {name: getattr(app, name) for name in (*_QUIET, "display_alerts", "status_bar")}
    active, chosen = book.sheets.active, _selected(book)
    try:
        for name, value in _QUIET.items():
            setattr(app, name, value)
        app.display_alerts, app.status_bar = False, words
        yield
    finally:
        steps: list[Callable[[], Any]] = [book.activate, active.activate, *([chosen.select] if chosen else [])]
        steps += [lambda n=name, v=value: setattr(app, n, v) for name, value in settings.items()]  # type: ignore[misc]
        for step in steps:
            with suppress(Exception):  # one that Excel refuses must not cost the others
                step()


def _selected(book: Any) -> Any:
    try:
        return book.selection
    except Exception:  # a picture or a chart is selected
        return None
