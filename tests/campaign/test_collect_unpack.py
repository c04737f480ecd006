"""Whatever came back: nested zips, names of either kind, and everything that must not be opened."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from jixiao.campaign.unpack import DEPTH, Item, bytes_at, items_of, look_into, member_name, number_of
from tests.campaign.incoming import zipped

BOOK = b"PK\x03\x04 not really"


def taken(folder: Path) -> dict[str, Item]:
    return {item.path.removeprefix(f"{folder}/"): item for item in items_of(look_into(folder))}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_in_zips_are_read_as_they_were_written(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"交通局/〔001〕联通养护中心.xlsx": BOOK}, encoding))
    assert list(taken(tmp_path)) == ["a.zip!交通局/〔001〕联通养护中心.xlsx"]


def test_utf8_names_without_a_flag_are_read_too() -> None:
    entry = zipfile.ZipInfo("自评表.xlsx".encode().decode("cp437"))
    assert member_name(entry) == "自评表.xlsx"


def test_zips_in_zips_up_to_a_limit(tmp_path: Path) -> None:
    data = zipped({"底.xlsx": BOOK})
    for level in range(DEPTH - 1):
        data = zipped({f"{level}.zip": data, f"旁{level}.xlsx": BOOK + b"%d" % level})
    (tmp_path / "好.zip").write_bytes(data)
    assert [item.name for item in taken(tmp_path).values() if not item.refusal] == ["底.xlsx", "旁0.xlsx", "旁1.xlsx"]
    (tmp_path / "好.zip").write_bytes(zipped({"再套.zip": data}))
    refused = {item.name: item.refusal for item in taken(tmp_path).values() if item.refusal}
    assert list(refused) == ["0.zip"]
    assert "请解压后再放进来" in str(refused["0.zip"])


@pytest.mark.parametrize(
    "name", ["../外面.xlsx", "/etc/外面.xlsx", "C:\\外面.xlsx", "a/../../外面.xlsx", "..\\外面.xlsx"]
)
def test_paths_that_point_outside_are_refused(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "收"
    inside.mkdir()
    (inside / "坏.zip").write_bytes(zipped({name: BOOK, "好.xlsx": BOOK}))
    told = taken(inside)
    assert [item.name for item in told.values() if item.refusal is None] == ["好.xlsx"]
    (bad,) = [item for item in told.values() if item.refusal is not None]
    assert "路径不安全" in str(bad.refusal)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["坏.zip", "收"]


def test_encrypted_damaged_and_foreign_archives_are_told(tmp_path: Path) -> None:
    good = zipped({"甲.xlsx": BOOK * 100})
    locked = bytearray(good)
    for at in (good.index(b"PK\x03\x04") + 6, good.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    (tmp_path / "加密.zip").write_bytes(bytes(locked))
    (tmp_path / "断了.zip").write_bytes(good[:-30])
    (tmp_path / "其实是.zip").write_bytes(b"Rar!\x1a\x07\x00....")
    for name in ("a.rar", "b.7z", "c.tar.gz"):
        (tmp_path / name).write_bytes(b"7z\xbc\xaf....")
    told = {path: item.refusal for path, item in taken(tmp_path).items()}
    assert told["加密.zip"] == ("encrypted", "压缩包加了密码，请去掉密码重新打包")
    assert "损坏" in str(told["断了.zip"])
    assert all("请解压后再放进来" in str(told[name]) for name in ("其实是.zip", "a.rar", "b.7z", "c.tar.gz"))


def test_bombs_are_not_inflated(tmp_path: Path) -> None:
    (tmp_path / "炸弹.zip").write_bytes(zipped({"零.xlsx": bytes(20 * 1024 * 1024), "好.xlsx": BOOK}))
    told = {item.name: item.refusal for item in taken(tmp_path).values()}
    assert told["好.xlsx"] is None
    assert "压缩比异常" in str(told["零.xlsx"])
    lying = bytearray(zipped({"谎.xlsx": bytes(range(256)) * 40}))
    size = (256 * 40).to_bytes(4, "little")
    for at in (lying.index(size), lying.rindex(size)):
        lying[at : at + 4] = (100).to_bytes(4, "little")
    (tmp_path / "炸弹.zip").write_bytes(bytes(lying))
    (item,) = taken(tmp_path).values()
    assert item.refusal is not None
    assert item.data == b""


def test_what_is_no_submission_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    for name in ("~$自评.xlsx", "说明.pdf", ".隐藏.xlsx", "下发清单.xlsx", "口径参数.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "a.zip").write_bytes(zipped({"__MACOSX/._甲.xlsx": b"x", "照片.jpg": b"x", "收件回执.xlsx": b"x"}))
    found = look_into(tmp_path)
    assert list(items_of(found)) == []
    assert len(found.skipped) == 8
    assert all(why for _, why in found.skipped)


def test_a_file_in_a_zip_can_be_had_again_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "外!.zip").write_bytes(zipped({"内.zip": zipped({"底.xlsx": BOOK})}))
    (item,) = items_of(look_into(tmp_path))
    assert bytes_at(item.path) == BOOK
    with pytest.raises(FileNotFoundError):
        bytes_at(f"{tmp_path}/外!.zip!没有.xlsx")


def test_the_count_for_the_progress_bar(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"1.xlsx": BOOK, "2.xlsx": BOOK}))
    (tmp_path / "b.xlsx").write_bytes(BOOK)
    (tmp_path / "c.zip").write_bytes(b"broken")
    assert number_of(look_into(tmp_path)) == 4


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), bytes(100)])
def test_odd_zips_never_raise(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "怪.zip").write_bytes(content)
    told = list(items_of(look_into(tmp_path)))
    assert all(item.refusal is not None for item in told)


def test_a_zip_made_by_another_program(tmp_path: Path) -> None:
    if shutil.which("zip") is None:
        raw = io.BytesIO(zipped({"甲/乙.xlsx": BOOK}))
        (tmp_path / "x.zip").write_bytes(raw.getvalue())
    else:
        (tmp_path / "甲").mkdir()
        (tmp_path / "甲" / "乙.xlsx").write_bytes(BOOK)
        subprocess.run(["zip", "-qr", "x.zip", "甲"], cwd=tmp_path, check=True)
        shutil.rmtree(tmp_path / "甲")
    assert list(taken(tmp_path)) == ["x.zip!甲/乙.xlsx"]
