"""Writing into a submitted workbook without harm: only the parts that must change do, all else is copied raw.

A copy that was written before is first taken back to what it was, so that writing twice is writing once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jixiao.workbook.lay_on import change_for, done, plain_styles
from jixiao.workbook.package_edit import Package, open_package, save_package
from jixiao.workbook.patch import Patch, SheetPlan
from jixiao.workbook.taking_back import recorded, taken_back, without_marks, without_sheets
from jixiao.workbook.xml_splice import escape
from jixiao.workbook.zip_raw import PackageError

_BROKEN = "工作簿内部结构有误，无法写入；请用 Excel 打开后另存一份再试。"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def apply_patch(data: bytes, patch: Patch) -> bytes:
    """A copy of a workbook package with the patch's marks and sheets; everything else stays byte for byte.

    Applying the same patch again changes nothing; PackageError (message in Chinese) when the file cannot be written.
    """
    try:
        before, earlier = taken_back(open_package(data))
        if not patch.keep_marks:
            before = without_marks(before)
        whole = _merged(earlier, patch)
        return save_package(recorded(before, whole) if whole.marks or whole.sheets else before)
    except PackageError:
        raise
    except (ValueError, LookupError) as error:
        raise PackageError(_BROKEN) from error


def clear_patch(data: bytes) -> bytes:
    """「清除标记」: the workbook without what apply_patch put there, every part as it was.

    After Excel has saved the copy our sheets and marks still go, but Excel's own rewriting of the rest stays.
    """
    try:
        before, _ = taken_back(open_package(data))
        return save_package(without_sheets(without_marks(before)))
    except PackageError:
        raise
    except (ValueError, LookupError) as error:
        raise PackageError(_BROKEN) from error


def new_workbook(sheets: Sequence[SheetPlan], *, title: str = "") -> bytes:
    """A fresh .xlsx of these sheets, equal bytes for equal plans; ValueError when there is no sheet."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    package = _empty_package(title)
    return save_package(done(package, change_for(package, Patch(sheets=tuple(sheets)), ours=False)))


def _merged(earlier: Patch, patch: Patch) -> Patch:
    """One patch for both runs: earlier sheets stay in their places, those of the same name are replaced."""
    sheets = {plan.name: plan for plan in (*earlier.sheets, *patch.sheets)}
    repeated = len({plan.name for plan in patch.sheets}) < len(patch.sheets)
    marks = (*earlier.marks, *patch.marks) if patch.keep_marks else patch.marks
    return replace(patch, marks=marks, sheets=patch.sheets if repeated else tuple(sheets.values()), keep_marks=False)


def _empty_package(title: str) -> Package:
    """A package without sheets, to lay the first ones on."""
    core = f"{_PACKAGE}/metadata/core-properties"
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats'
        '-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETML}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETML}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties'
        '+xml"/>'
        "</Types>"
    )
    starts = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        f' Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": starts,
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        "<sheets/></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    }
    texts: dict[str, str | None] = {name.lower(): _HEAD + xml for name, xml in parts.items()}
    texts["xl/styles.xml"] = plain_styles(_MAIN)
    return Package(b"", (), texts=texts, names={name.lower(): name for name in parts})
