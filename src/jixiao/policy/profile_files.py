"""Policy profiles in their files: find one by name, read it with what it extends, say where each value comes from."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from jixiao.policy.model import Policy
from jixiao.policy.timeline import ABSENT, ALWAYS, Entry, Timeline, chained, days_of, in_force, lay, parts_of, values_of

DEFAULT = "全国2020"
HEAD = ("name", "title", "source", "effective", "aliases")


class PolicyError(Exception):
    """A policy that cannot be used; `problems` are Chinese sentences for the user, the text is all of them."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Setting:
    """One setting with its provenance; `value` is as in the profile, or in plain Chinese words from `describe`."""

    key: str
    label: str
    value: Any
    source: str
    cert: str
    effective: str


_FOLDER = resources.files("jixiao.policy") / "profiles"


@cache
def _profile(name: str) -> dict[str, Any]:
    """A profile as it stands in its file, which bears its name; read only when asked for, as start-up counts."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def profile_names() -> tuple[str, ...]:
    """Names of the built-in profiles, the default first (a folder's own order differs between machines)."""
    names = [file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def _flat(words: str) -> str:
    return unicodedata.normalize("NFKC", words).replace(" ", "").removesuffix("口径").casefold()


def find_profile(name: str) -> str:
    """The profile that a user's words name (blanks, width and aliases forgiven); PolicyError unless exactly one."""
    if name in profile_names():
        return name
    flat = _flat(name)
    profiles = {key: _profile(key) for key in profile_names()}
    for key, profile in profiles.items():
        if flat in {_flat(word) for word in (key, profile["title"], *profile["aliases"])}:
            return key
    # 「县」 or a year alone names no county
    close = [key for key in profiles if len(flat) > 1 and not flat.isdigit() and flat in _flat(key)]
    if len(close) == 1:
        return close[0]
    raise PolicyError(f"没有名为「{name}」的口径。可用的口径:{'、'.join(profiles)};也可以给一个口径工作簿(.xlsx)。")


@cache
def settings_of(name: str) -> dict[str, Setting]:
    """All settings of a profile by key, those it inherits included."""
    profile = _profile(name)
    base = settings_of(profile["extends"]) if "extends" in profile else {}
    own: dict[str, Setting] = {}
    for entry in profile.get("setting", []):
        inherited = own.get(entry["key"]) or base.get(entry["key"])
        own[entry["key"]] = Setting(
            key=entry["key"],
            label=entry.get("label") or (inherited.label if inherited else entry["key"]),
            value=_merged(inherited.value, entry["value"]) if inherited and entry.get("merge") else entry["value"],
            source=entry["source"],
            cert=entry["cert"],
            effective=entry.get("effective", profile["effective"]),
        )
    return {**base, **own}


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {**base, **own}


@cache
def _timeline(name: str) -> Timeline:
    """Every line of a profile with its dated values, over those of the profile it extends.

    Who names a profile means it for every year, so its own date splits nothing; a setting that took effect later than
    its profile leaves the years before as they were.
    """
    profile = _profile(name)
    timeline = dict(_timeline(profile["extends"])) if "extends" in profile else {}
    for entry in profile.get("setting", []):
        key, value = entry["key"], entry["value"]
        later = entry.get("effective", ALWAYS)
        since = later if later > profile["effective"] else ALWAYS
        lines = parts_of(key, value)
        if entry.get("merge") and key in timeline:
            lines = {key: _merged(timeline[key][-1].value, value)}
        gone = {} if entry.get("merge") else {line: ABSENT for line in timeline if line.startswith(f"{key}.")}
        for line, own in {**gone, **lines}.items():
            lay(timeline, line, Entry(since, own))
    return timeline


def timeline_of(name: str) -> Timeline:
    """The dated values of the profile of that name, to lay others over."""
    return dict(_timeline(find_profile(name)))


@cache
def load_profile(name: str = DEFAULT) -> Policy:
    """The built-in policy of that name, with the values of earlier years in its spans."""
    key = find_profile(name)
    head = {field: _profile(key)[field] for field in HEAD}
    timeline = _timeline(key)
    return chained((day, policy_from(head, values_of(in_force(timeline, day)))) for day in days_of(timeline))


def described(policy: Policy, profile: str) -> list[Setting]:
    """The settings of a policy, spelled, with the provenance that they have in the profile it comes from."""
    from jixiao.policy.wording import lines_of, spell

    lines = []
    for key, label in lines_of(settings_of(profile)):
        origin = _origin(profile, key)
        text = spell(key, policy)
        lines.append(Setting(key, label or origin.label, text, origin.source, origin.cert, origin.effective))
    return lines


def _origin(name: str, line: str) -> Setting:
    """Where a line comes from: what a merged setting leaves out keeps the provenance of the profile it extends."""
    key, _, part = line.partition(".")
    profile = _profile(name)
    own = [entry for entry in profile["setting"] if entry["key"] == key]
    said = [entry for entry in own if not part or part in entry["value"]] or [e for e in own if not e.get("merge")]
    if not said:
        return _origin(profile["extends"], line)
    day = said[-1].get("effective", profile["effective"])
    return replace(settings_of(name)[key], source=said[-1]["source"], cert=said[-1]["cert"], effective=day)


def policy_from(head: dict[str, Any], values: dict[str, Any]) -> Policy:
    """A policy of a head (name, title …) and setting values; floats become exact decimals."""
    return Policy.model_validate({**head, **_exact(values)})


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_exact(item) for item in value)
    return value
