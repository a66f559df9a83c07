"""Decides how a table of people is read: which column is what, which words name a post. Knows no table of the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.accounts.rules import Role, Scope, check_username
from app.core.errors import InvalidBody
from app.core.tables_in import Line

COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "username": frozenset({"username", "账号", "用户名"}),
    "name": frozenset({"name", "姓名"}),
    "roles": frozenset({"roles", "role", "岗位", "角色"}),
    "units": frozenset({"units", "unit", "单位", "单位代码"}),
    "segments": frozenset({"segments", "路段"}),
    "cells": frozenset({"cells", "网格"}),
    "active": frozenset({"active", "在岗"}),
}
"""By column the headings it is known by; all but the first three may be missing."""
NEEDED: Final = ("username", "name", "roles")
POSTS: Final[Mapping[str, Role]] = {
    "管理员": Role.ADMIN, "审核员": Role.SUPERVISOR, "巡查员": Role.PATROL, "处置单位": Role.UNIT, "受理员": Role.RECEPTIONIST,
    "值班长": Role.SHIFT_LEADER, "派遣员": Role.DISPATCHER, "监督员": Role.INSPECTOR, "城市管理员": Role.STEWARD,
    "街道": Role.STREET, "路长": Role.CHIEF, "督导": Role.OVERSIGHT, "中心": Role.CENTRE, "分管领导": Role.CENTRE,
    "第三方": Role.THIRD_PARTY, "审计员": Role.AUDITOR,
}  # fmt: skip
_GONE: Final = frozenset({"否", "no", "false", "0", "离职", "n"})
_BETWEEN: Final = re.compile(r"[;；,，、\s]+")


@dataclass(frozen=True)
class Entry:
    """One person of the table; `here` is false for somebody who has left."""

    number: int
    username: str
    name: str
    roles: tuple[Role, ...]
    scope: Scope
    here: bool


def read(lines: Sequence[Line], unit_codes: Collection[str]) -> list[Entry]:
    """The people of a table whose first row has the headings. Raises InvalidBody that names every row with a mistake."""
    places = _places(lines[0])
    entries, wrong = [], []
    for line in lines[1:]:
        cells = {name: line.cells[place] if place < len(line.cells) else "" for name, place in places.items()}
        try:
            entries.append(_entry(line.number, cells, unit_codes))
        except InvalidBody as error:
            wrong.append(f"Row {line.number}: {error.detail}")
    names = [entry.username for entry in entries]
    wrong += [
        f"Row {entry.number}: '{entry.username}' is there twice."
        for at, entry in enumerate(entries)
        if entry.username in names[:at]
    ]
    if wrong:
        raise InvalidBody("\n".join([*wrong, "Nobody was added or changed."]))
    return entries


def _places(headings: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings.cells):
        for name, words in COLUMNS.items():
            if heading.strip().lower() in words:
                found.setdefault(name, place)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise InvalidBody(f"The first row lacks {', '.join(missing)}: the columns are {', '.join(COLUMNS)}, also in Chinese.")
    return found


def _entry(number: int, cells: Mapping[str, str], unit_codes: Collection[str]) -> Entry:
    units = _words(cells.get("units", ""))
    unknown = sorted(units - set(unit_codes))
    if unknown:
        raise InvalidBody(f"There is no unit '{unknown[0]}' with people: enter it first.")
    roles = tuple(sorted({_role(word) for word in _words(cells["roles"])}))
    if not roles:
        raise InvalidBody("There is no post: name at least one.")
    scope = Scope(frozenset(_words(cells.get("segments", ""))), frozenset(_words(cells.get("cells", ""))), frozenset(units))
    here = cells.get("active", "").strip().lower() not in _GONE
    return Entry(number, check_username(cells["username"]), cells["name"].strip(), roles, scope, here)


def _role(word: str) -> Role:
    if word in POSTS:
        return POSTS[word]
    try:
        return Role(word.lower())
    except ValueError:
        raise InvalidBody(f"There is no post '{word}': posts are {', '.join(Role)}, or {', '.join(POSTS)}.") from None


def _words(text: str) -> set[str]:
    return {word for word in _BETWEEN.split(text.strip()) if word}
