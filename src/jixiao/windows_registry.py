"""The Windows registry as a small port: the real one on Windows, a dictionary in tests."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

OFFICE = "HKCU\\Software\\Microsoft\\Office"
VERSIONS = ("14.0", "15.0", "16.0")
"""Excel 2010, 2013, and 2016 or later."""
Value = str | int | bytes | None


class Registry(Protocol):
    """Keys are written `HKCU\\Software\\…`; what is not there is None or empty, never an error."""

    def exists(self, key: str) -> bool:
        """Whether the key is there."""

    def read(self, key: str, name: str = "") -> Value:
        """The value of this name (the key's own when it is empty), None when there is none."""

    def inside(self, key: str) -> list[str]:
        """The names of the keys and values right below the key."""

    def write(self, key: str, name: str, value: str | int) -> None:
        """Set a value, making the key when needed."""

    def delete(self, key: str) -> None:
        """Take away a key that has no keys below it; nothing happens when it is not there."""


def excel_versions(registry: Registry) -> list[str]:
    """The versions of Excel that this user has: used before, or registered on the machine."""
    current = registry.read("HKCR\\Excel.Application\\CurVer")
    registered = f"{current.rsplit('.', 1)[-1]}.0" if isinstance(current, str) else ""
    return [v for v in VERSIONS if registry.exists(f"{OFFICE}\\{v}\\Excel") or v == registered]


def trusted_location(version: str) -> str:
    """The key of our trusted location for a version of Excel."""
    return f"{OFFICE}\\{version}\\Excel\\Security\\Trusted Locations\\jixiao"


class WindowsRegistry:
    """The registry of this machine, in its 64-bit view and, for what is only there, its 32-bit view."""

    def __init__(self) -> None:
        self._winreg: Any = importlib.import_module("winreg")
        root = self._winreg
        self._roots = {"HKCU": root.HKEY_CURRENT_USER, "HKLM": root.HKEY_LOCAL_MACHINE, "HKCR": root.HKEY_CLASSES_ROOT}
        self._views = (root.KEY_READ | root.KEY_WOW64_64KEY, root.KEY_READ | root.KEY_WOW64_32KEY)

    def _split(self, key: str) -> tuple[Any, str]:
        root, _, path = key.partition("\\")
        return self._roots[root], path

    def exists(self, key: str) -> bool:
        """Whether the key is there in either view."""
        root, path = self._split(key)
        for view in self._views:
            try:
                self._winreg.OpenKey(root, path, 0, view).Close()
            except OSError:
                continue
            return True
        return False

    def read(self, key: str, name: str = "") -> Value:
        """The value in the first view that has it."""
        root, path = self._split(key)
        for view in self._views:
            try:
                with self._winreg.OpenKey(root, path, 0, view) as handle:
                    value: Value = self._winreg.QueryValueEx(handle, name)[0]
            except OSError:
                continue
            return value
        return None

    def inside(self, key: str) -> list[str]:
        """The names right below the key, in the 64-bit view."""
        root, path = self._split(key)
        try:
            with self._winreg.OpenKey(root, path, 0, self._views[0]) as handle:
                keys, values, _ = self._winreg.QueryInfoKey(handle)
                names = [self._winreg.EnumKey(handle, index) for index in range(keys)]
                return names + [self._winreg.EnumValue(handle, index)[0] for index in range(values)]
        except OSError:
            return []

    def write(self, key: str, name: str, value: str | int) -> None:
        """Set a text or a number."""
        root, path = self._split(key)
        kind = self._winreg.REG_SZ if isinstance(value, str) else self._winreg.REG_DWORD
        with self._winreg.CreateKey(root, path) as handle:
            self._winreg.SetValueEx(handle, name, 0, kind, value)

    def delete(self, key: str) -> None:
        """Take the key away."""
        root, path = self._split(key)
        try:
            self._winreg.DeleteKey(root, path)
        except FileNotFoundError:
            return
