"""What can go wrong with a ledger, said in Chinese with the way back."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

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
)
_AGAIN = "同一份通知、同一份回复再登记一次也不会重复。"
# By the server's own numbers, because its words come in the language that it was set up with.
_ON_A_SERVER = (
    (("53100",), "数据库服务器的磁盘满了,这一次没有记进台账「{place}」,原有内容不受影响。请管理员腾出空间再来一次。"),
    (("53",), "数据库服务器现在忙不过来,没有打开台账「{place}」。请过一会儿再来一次,常有的请管理员调大连接数。"),
    (("25006",), "台账数据库「{place}」只能读(备用服务器或者设成了只读),这一次没有记进去。请管理员给出能写的地址。"),
    (("42501",), "这个用户没有权限写台账「{place}」,没有记。请管理员授权;建台账要能在库里建表和函数。"),
    (("XX001", "XX002", "58"), "台账数据库「{place}」坏了,读不出来。请管理员检查磁盘,从备份恢复到新库。"),
    (("23505",), "同一份通知或同一份回复刚刚被别人登记,这一次没有记。请再来一次,先看看台账。"),
    (("40", "55P03", "57014"), "台账「{place}」正被别的程序占用,这一次没有记进去。请等对方用完再来一次。"),
    (("22",), "有的内容数据库存不下(特殊字符或日期),这一次没有记进台账「{place}」。请检查报送件里的乱码。"),
    (("08", "57P", "25P03"), "与台账数据库「{place}」的连接断了,这一次多半没有记上。请先看台账再来一次," + _AGAIN),
)
_UNREACHED = (
    "连不上台账数据库「{place}」。请检查:服务器开着没有、网络通不通,地址里的主机、端口、用户和库名对不对"
    "(库要管理员先建好)。"
)
_REFUSED = "台账数据库「{place}」不认这个用户名或密码,没有打开。请核对;密码改过的,向管理员要新的。"
_NO_PASSWORD = (
    "台账数据库「{place}」要密码,没有打开。请设好环境变量 PGPASSWORD,或者把密码写进本人的 pgpass 文件,再来一次。"
)
_OF_SYSTEM = {errno.EACCES: "read-only", errno.EPERM: "read-only", errno.EROFS: "read-only", errno.ENOSPC: "no space"}


class LedgerError(Exception):
    """The ledger cannot be used for this; the message says where, why and what to do, in Chinese."""


def explained(error: BaseException, place: str) -> LedgerError | None:
    """A database error as a message for people; None for one that is a fault of ours."""
    if not isinstance(error, SQLAlchemyError | OSError) and type(error).__module__ != "sqlite3":
        return None
    if isinstance(error, DBAPIError) and type(error.orig).__module__.startswith("psycopg"):
        return _on_a_server(error, place)
    said = str(getattr(error, "orig", None) or error).lower()
    if isinstance(error, OSError):
        said += _OF_SYSTEM.get(error.errno or 0, "")
    for words, message in _CAUSES:
        if any(word in said for word in words):
            return LedgerError(message.format(place=place))
    return None


def _on_a_server(error: DBAPIError, place: str) -> LedgerError | None:
    """What PostgreSQL or the way to it says; None for a fault of ours."""
    number = str(getattr(error.orig, "sqlstate", None) or "")
    for numbers, message in _ON_A_SERVER:
        if number.startswith(numbers):
            return LedgerError(message.format(place=place))
    if number or type(error.orig).__name__ not in ("OperationalError", "ConnectionTimeout", "DataError"):
        return None
    if type(error.orig).__name__ == "DataError":
        return LedgerError(dict(_ON_A_SERVER)[("22",)].format(place=place))
    if error.connection_invalidated:
        return LedgerError(dict(_ON_A_SERVER)[("08", "57P", "25P03")].format(place=place))
    way = getattr(error.orig, "pgconn", None)
    if way is not None and way.needs_password:
        return LedgerError(_NO_PASSWORD.format(place=place))
    return LedgerError((_REFUSED if way is not None and way.used_password else _UNREACHED).format(place=place))
