"""Blank templates of forms and of the roster, written below a folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.intake import write_new
from jixiao.policy.model import Policy

if TYPE_CHECKING:
    pass


def write_templates(names: list[str], folder: Path, policy: Policy, at: datetime) -> list[Path]:
    """Blank templates of the named forms (all when none is named) below `folder`; KeyError(name, choices) else.

    「名册」 is the roster of units and projects that a round starts from.
    """
    from jixiao.campaign import roster_template as roster
    from jixiao.forms.catalogue import FORMS, find_forms
    from jixiao.forms.template import build_template

    rosters = [name for name in names if name in roster.NAMES]
    forms = [form for name in names if name not in rosters for form in find_forms(name)] if names else list(FORMS)
    written = [write_new(folder / f"{form.title}.xlsx", build_template(form, policy), at) for form in forms]
    if rosters or not names:
        written.append(write_new(folder / f"{roster.NAME}.xlsx", roster.build_roster_template(policy), at))
    return written
