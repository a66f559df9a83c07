"""Decides how two manifests that claim one id are told apart, field by field. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

MOST: Final = 200
_ABSENT: Final = object()
Difference = dict[str, str | None]
"""{pointer, filed, sent}: JSON texts, null where that side has no such field."""


def differences(filed: Any, sent: Any) -> list[Difference]:
    """Where they differ, in the order of the filed one; at most `MOST`."""
    found = []
    for difference in _between(filed, sent, ""):
        found.append(difference)
        if len(found) == MOST:
            break
    return found


def _between(filed: Any, sent: Any, pointer: str) -> Iterator[Difference]:
    if isinstance(filed, dict) and isinstance(sent, dict):
        for name in [*filed, *(name for name in sent if name not in filed)]:
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _between(filed.get(name, _ABSENT), sent.get(name, _ABSENT), f"{pointer}/{step}")
    elif isinstance(filed, list) and isinstance(sent, list):
        for place in range(max(len(filed), len(sent))):
            yield from _between(_at(filed, place), _at(sent, place), f"{pointer}/{place}")
    elif filed is _ABSENT or sent is _ABSENT or _text(filed) != _text(sent):
        yield {"pointer": pointer, "filed": _text(filed), "sent": _text(sent)}


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else _ABSENT


def _text(value: Any) -> str | None:
    return None if value is _ABSENT else json.dumps(value, ensure_ascii=False)
