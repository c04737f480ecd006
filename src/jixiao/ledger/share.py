"""Whether a ledger file lies on a network share, where one writer at a time is all that is safe."""

from __future__ import annotations

import sys
from pathlib import Path

ADVICE = "几个人经常同时用、或者网络常断的,建议搬到 PostgreSQL:jixiao ledger move 台账 数据库地址。"
_REMOTE = (
    "nfs",
    "cifs",
    "smb",
    "ncp",
    "afs",
    "9p",
    "davfs",
    "fuse.sshfs",
    "fuse.davfs",
    "fuse.rclone",
    "fuse.glusterfs",
)


def on_network_share(file: Path) -> bool:
    """Whether a file's folder is another machine's; False where the system does not say."""
    folder = file.parent.resolve()
    if sys.platform == "win32":
        import ctypes

        return str(folder).startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == 4
    try:
        return is_remote(folder, Path("/proc/mounts").read_text("utf-8", "replace"))
    except OSError:
        return False


def is_remote(folder: Path, mounts: str) -> bool:
    """Whether the innermost of these mounts (lines of /proc/mounts) that holds a folder is a network file system."""
    kinds: dict[int, str] = {}
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        point = Path(place.replace("\\040", " "))
        if folder.is_relative_to(point):
            kinds[len(point.parts)] = kind  # of two mounts on one point the later one hides the earlier
    return kinds[max(kinds)].startswith(_REMOTE) if kinds else False
