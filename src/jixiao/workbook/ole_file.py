"""Compound (OLE) files: encrypted workbooks, .xls and .et, and what only looks like them."""

from __future__ import annotations

import io
import struct
from typing import Any

from jixiao.records.regex import regex
from jixiao.workbook.refusal import Refused

MAX_SPIN = 1_000_000
"""Rounds of password hashing that we are willing to do; Office writes 100,000."""

_OTHERS = {"WordDocument": "Word 文档", "PowerPoint Document": "PowerPoint 演示文稿", "FileHeader": "HWP 文档"}
_SPIN = regex(rb'spinCount="([0-9]+)"')


def ole_kind(data: bytes) -> str:
    """「package」 for an encrypted .xlsx, 「workbook」 for .xls or .et, 「locked」 for those with an opening password.

    Refused for other documents and damaged files.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path) for path in ole.listdir()}
            if "EncryptedPackage" in streams:
                _check_spin(ole.openstream("EncryptionInfo").read())
                return "package"
            name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
            if name:
                return "locked" if _has_password(ole.openstream(name).read(4096)) else "workbook"
    except Refused:
        raise
    except Exception as error:  # olefile raises whatever a damaged file makes it trip over
        raise Refused("truncated", "文件不完整或已损坏") from error
    kind = next((label for stream, label in _OTHERS.items() if stream in streams), "无法识别的 Office 文件")
    raise Refused("not_workbook", kind)


def document_kind(data: bytes) -> str:
    """「package」 for an encrypted .docx, 「document」 for .doc or .wps, 「locked」 for those with an opening password.

    Refused for workbooks, other documents and damaged files.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path) for path in ole.listdir()}
            if "EncryptedPackage" in streams:
                _check_spin(ole.openstream("EncryptionInfo").read())
                return "package"
            if "WordDocument" in streams:
                flags = ole.openstream("WordDocument").read(12)[10:12]
                return "locked" if len(flags) == 2 and flags[1] & 1 else "document"
    except Refused:
        raise
    except Exception as error:  # olefile raises whatever a damaged file makes it trip over
        raise Refused("truncated", "文件不完整或已损坏") from error
    others = _OTHERS | {"Workbook": "内容是工作簿，扩展名却是文档", "Book": "内容是工作簿，扩展名却是文档"}
    raise Refused("not_document", next((others[name] for name in streams & set(others)), "无法识别的 Office 文件"))


def _has_password(stream: bytes) -> bool:
    """Whether a workbook stream has the record FILEPASS near its start, as every encrypted .xls does."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in (0x2F, 0x0A, 0x85):  # FILEPASS; or the first sheet listing or the end, behind which it can't be
            return bool(kind == 0x2F)
        at += 4 + length
    return False


def _check_spin(info: bytes) -> None:
    spin = _SPIN.search(info)
    if spin and int(spin[1]) > MAX_SPIN:
        raise Refused("encrypted", f"打开密码的加密次数异常({int(spin[1]):,} 次，上限 {MAX_SPIN:,} 次)")


def decrypt(data: bytes, password: str | None) -> bytes:
    """The content of an encrypted workbook; Refused without a password, with a wrong one, or when damaged."""
    if password is None:
        raise Refused("encrypted", "文件设置了打开密码")
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    plain = io.BytesIO()
    try:
        office: Any = msoffcrypto.OfficeFile(io.BytesIO(data))
        try:
            office.load_key(password=password, verify_password=True)
        except TypeError:  # the readers of .xls verify by themselves and take no such argument
            office.load_key(password=password)
        office.decrypt(plain)
    except InvalidKeyError as error:
        raise Refused("wrong_password", "打开密码不正确") from error
    except Exception as error:  # a damaged file makes it raise anything
        raise Refused("truncated", "加密的文件已损坏，无法解开") from error
    return plain.getvalue()
