"""A registry in a dictionary: keys with their values, as far as the program looks."""

from __future__ import annotations

from jixiao.windows_registry import Value

Keys = dict[str, dict[str, Value]]


class FakeRegistry:
    def __init__(self, keys: Keys | None = None) -> None:
        self.keys: Keys = {}
        for key, values in (keys or {}).items():
            self._make(key)
            self.keys[key] |= values

    def _make(self, key: str) -> None:
        while "\\" in key:
            self.keys.setdefault(key, {})
            key = key.rpartition("\\")[0]

    def exists(self, key: str) -> bool:
        return key in self.keys

    def read(self, key: str, name: str = "") -> Value:
        return self.keys.get(key, {}).get(name)

    def inside(self, key: str) -> list[str]:
        below = [other.rpartition("\\")[2] for other in self.keys if other.rpartition("\\")[0] == key]
        return below + list(self.keys.get(key, {}))

    def write(self, key: str, name: str, value: str | int) -> None:
        self._make(key)
        self.keys[key][name] = value

    def delete(self, key: str) -> None:
        assert not any(other.startswith(f"{key}\\") for other in self.keys), "a key with keys below it"
        self.keys.pop(key, None)
