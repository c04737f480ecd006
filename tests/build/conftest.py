from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from .frozen import Program, built


@pytest.fixture(scope="session")
def folder() -> Path:
    """The built program as it lies in the build's own folder."""
    return built()


@pytest.fixture(scope="session")
def installed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in a folder with blanks and Chinese, as a user may put it."""
    target = tmp_path_factory.mktemp("部署 目录 (一)&50%") / "绩效 程序"
    shutil.copytree(folder, target, symlinks=True, copy_function=_linked)
    return target


@pytest.fixture
def program(installed: Path, tmp_path: Path) -> Program:
    home = tmp_path / "用户 张三"
    home.mkdir()
    return Program(installed, home)


@pytest.fixture
def broken(program: Program, tmp_path: Path) -> Program:
    """A program that lost a file: a fault that nobody foresaw."""
    target = tmp_path / "缺文件"
    shutil.copytree(program.folder, target, symlinks=True, copy_function=_linked)
    (target / "_internal" / "jixiao" / "documents" / "letters" / "整改通知.docx").unlink()
    return Program(target, program.home)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
