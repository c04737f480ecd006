"""What can go wrong with a ledger, said in Chinese with the way back."""

from __future__ import annotations

import errno

from sqlalchemy.exc import SQLAlchemyError

_BACK = "请运行 jixiao ledger check 查看,再用 jixiao ledger restore 从备份恢复。"
_CAUSES = (
    (("not a database", "malformed", "corrupt"), "台账「{place}」坏了,读不出来。" + _BACK),
    (("disk is full", "no space"), "磁盘满了,这一次没有记进台账「{place}」,原有内容不受影响。请腾出空间再来一次。"),
    (
        ("readonly", "read-only"),
        "台账「{place}」只能读,这一次没有记进去。请检查文件和文件夹的写入权限,或者去掉只读属性再来一次。",
    ),
    (
        ("is locked", "busy"),
        "台账「{place}」正被别的程序占用,这一次没有记进去。请等对方用完,或关掉正在打开它的程序再来一次。",
    ),
    (
        ("disk i/o", "unable to open"),
        "台账「{place}」打不开或者读写中断。请检查网络盘、U盘是否还连着,文件夹能不能写,再来一次。",
    ),
    (
        ("unique constraint", "duplicate key"),
        "同一份通知或同一份回复刚刚被别人登记,这一次没有记。请再来一次,先看看台账。",
    ),
    (
        ("could not connect", "connection refused", "connection to server", "could not translate host"),
        "连不上台账数据库「{place}」。请检查网络和数据库地址。",
    ),
)
_OF_SYSTEM = {errno.EACCES: "read-only", errno.EPERM: "read-only", errno.EROFS: "read-only", errno.ENOSPC: "no space"}


class LedgerError(Exception):
    """The ledger cannot be used for this; the message says where, why and what to do, in Chinese."""


def explained(error: BaseException, place: str) -> LedgerError | None:
    """A database error as a message for people; None for one that is a fault of ours."""
    if not isinstance(error, SQLAlchemyError | OSError) and type(error).__module__ != "sqlite3":
        return None
    said = str(getattr(error, "orig", None) or error).lower()
    if isinstance(error, OSError):
        said += _OF_SYSTEM.get(error.errno or 0, "")
    for words, message in _CAUSES:
        if any(word in said for word in words):
            return LedgerError(message.format(place=place))
    return None
