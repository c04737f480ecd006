"""Generate docs/rules/ and docs/manual/命令行.md from the code; `--check` says what is stale."""

from __future__ import annotations

import sys
from pathlib import Path

from jixiao.reference import command_line_page, rule_pages

DOCS = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    generated = {DOCS / "rules" / name: text for name, text in rule_pages().items()}
    generated[DOCS / "manual" / "命令行.md"] = command_line_page()
    return generated


def stale() -> list[Path]:
    """Generated pages that are missing, differ from what the code says, or have no rule any more."""
    wanted = pages()
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    return differing + [path for path in (DOCS / "rules").glob("*.md") if path not in wanted]


def main() -> int:
    """Write the pages, or with --check only report stale ones."""
    if "--check" in sys.argv:
        for path in stale():
            print(f"stale: {path}")
        return 1 if stale() else 0
    for path in (DOCS / "rules").glob("*.md"):
        if path not in pages():
            path.unlink()
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
