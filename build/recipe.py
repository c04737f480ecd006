"""What the spec and the build scripts share: version resource, icon, what to leave out, the folder to hand over."""

from __future__ import annotations

import hashlib
import shutil
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXCLUDES = [
    "xlwings.pro", "pandas", "numpy", "tkinter", "_tkinter", "PIL", "matplotlib", "IPython", "pytest", "_pytest", "py",
    "hypothesis", "pluggy", "xdist", "execnet", "setuptools", "pip", "pkg_resources", "wheel", "mypy", "ruff", "xlrd",
    "oletools", "pyopenvba", "lxml.html", "lxml.isoschematron", "openpyxl.tests", "lib2to3", "idlelib",
    "turtle", "pydoc_data", "test", "unittest", "doctest", "pdb", "ssl", "_ssl", "smtplib", "ftplib", "xmlrpc",
    "psycopg", "psycopg_binary", "pyarrow",
]  # fmt: skip
"""Modules that the program does not need: xlwings.pro for its licence, ssl, psycopg for silence, the rest for size."""
COLOURS = {".": (0, 0, 0, 0), "g": (31, 122, 72, 255), "w": (255, 255, 255, 255), "r": (196, 30, 42, 255)}
SIZES = (16, 32, 48)


def version() -> str:
    """The program's version, from its one place."""
    for line in (ROOT / "src/jixiao/__init__.py").read_text("utf-8").splitlines():
        if line.startswith("__version__"):
            return line.split('"')[1]
    raise LookupError("__version__")


def version_resource(number: str) -> str:
    """The text of the executable's version resource, in the form that PyInstaller reads."""
    parts = tuple(int(part) for part in (number.split(".") + ["0"] * 4)[:4])
    words = {
        "CompanyName": "jixiao",
        "FileDescription": "预算绩效表格校验、计分定级与整改通知",
        "FileVersion": number,
        "InternalName": "jixiao",
        "OriginalFilename": "jixiao.exe",
        "ProductName": "绩效 jixiao",
        "ProductVersion": number,
    }
    strings = ", ".join(f"StringStruct({name!r}, {word!r})" for name, word in words.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={parts}, prodvers={parts}, mask=0x3F, flags=0x0, OS=0x40004, "
        "fileType=0x1, subtype=0x0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('080404B0', [{strings}])]), VarFileInfo([VarStruct('Translation', [2052, 1200])])"
        "])\n"
    )


def icon(drawing: str) -> bytes:
    """An .ico of the drawing (16 lines of 16 letters, see COLOURS) in all SIZES, 32 bits a pixel."""
    rows = drawing.split()
    images = [_image(rows, size) for size in SIZES]
    offset = 6 + 16 * len(images)
    head = struct.pack("<HHH", 0, 1, len(images))
    for size, image in zip(SIZES, images, strict=True):
        head += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return head + b"".join(images)


def _image(rows: list[str], size: int) -> bytes:
    """One picture of an .ico: a bitmap from the bottom line up, and an empty mask."""
    step = size // 16
    pixels = bytearray()
    for row in reversed(rows):
        line = b"".join(bytes((b, g, r, a)) * step for r, g, b, a in (COLOURS[letter] for letter in row))
        pixels += line * step
    mask = bytes((size + 31) // 32 * 4 * size)
    return struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(pixels), 0, 0, 0, 0) + bytes(pixels) + mask


def source_hash() -> str:
    """A hash of everything that goes into the program, by which a build is found again."""
    digest = hashlib.sha256(sys.version.encode())
    folders = (ROOT / "src", ROOT / "build")
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
    for file in files:
        if "__pycache__" not in file.parts and file.suffix != ".pyc":
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def hand_over(built: Path, target: Path, addin: Path) -> Path:
    """The folder to hand over: program, scripts, add-in, the page for IT staff, and the hashes of all of it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(built, target / "jixiao", symlinks=True)
    for name in ("install.cmd", "uninstall.cmd"):
        (target / name).write_bytes(_crlf((ROOT / "build" / name).read_bytes()))
    shutil.copyfile(target / "uninstall.cmd", target / "jixiao" / "uninstall.cmd")
    if addin.is_file():
        shutil.copyfile(addin, target / "jixiao" / "jixiao.xlam")
    for page in ("信息中心说明.md", "首次在Windows上运行.md"):
        shutil.copyfile(ROOT / "docs" / "manual" / page, target / page)
    (target / "SHA256SUMS.txt").write_text(sums(target), "utf-8", newline="\n")
    return target


def _crlf(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def sums(folder: Path) -> str:
    """SHA-256 of every file below the folder, in the form that `sha256sum -c` and Get-FileHash users read."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS.txt")
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n" for file in files
    )


if __name__ == "__main__":
    made = hand_over(ROOT / "dist" / "jixiao", ROOT / "dist" / "package", ROOT / "addin" / "预算绩效.xlam")
    print(f"{made}: {sum(1 for file in made.rglob('*') if file.is_file())} files")
