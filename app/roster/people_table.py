"""Decides how a table of people is read: which column is what, which words name a post. Knows no table of the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.accounts.login_rules import check_username
from app.accounts.rules import Role, Scope
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
MAX_NAME: Final = 60
_GONE: Final = frozenset({"否", "no", "false", "0", "离职", "n"})
_BETWEEN: Final = re.compile(r"[;；,，、\s]+")


class Known(NamedTuple):
    """What a table may name: units with people, and the areas in force (None: there are none yet, any code is taken)."""

    units: Collection[str]
    segments: Collection[str] | None = None
    cells: Collection[str] | None = None


@dataclass(frozen=True)
class Entry:
    """One person of the table; `here` is false for somebody who has left."""

    number: int
    username: str
    name: str
    roles: tuple[Role, ...]
    scope: Scope
    here: bool


class Wrong(NamedTuple):
    """What is wrong with a row: `word` and `value` for screens, the sentence for everybody else."""

    number: int
    word: str
    value: str
    detail: str


class WrongCell(Exception):
    """A cell that cannot be used."""

    def __init__(self, word: str, value: str, detail: str) -> None:
        super().__init__(detail)
        self.word, self.value, self.detail = word, value, detail


def read(lines: Sequence[Line], known: Known) -> list[Entry]:
    """The people of a table whose first row has the headings. Raises InvalidBody that names every row with a mistake."""
    entries, wrong = sort_out(lines, known)
    if wrong:
        rows = [f"Row {one.number}: {one.detail}" for one in wrong]
        raise InvalidBody("\n".join([*rows, "Nobody was added or changed."]))
    return entries


def sort_out(lines: Sequence[Line], known: Known) -> tuple[list[Entry], list[Wrong]]:
    """The people of a table and the rows that cannot be used. Raises InvalidBody where the headings are missing."""
    places = _places(lines[0])
    entries: dict[str, Entry] = {}
    wrong = []
    for line in lines[1:]:
        cells = {name: line.cells[place] if place < len(line.cells) else "" for name, place in places.items()}
        try:
            entry = _entry(line.number, cells, known)
            if entry.username in entries:
                raise WrongCell("twice", entry.username, f"'{entry.username}' is there twice.")
            entries[entry.username] = entry
        except WrongCell as error:
            wrong.append(Wrong(line.number, error.word, error.value, error.detail))
    return list(entries.values()), wrong


def _places(headings: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings.cells):
        for name, words in COLUMNS.items():
            if heading.strip().lower() in words:
                found.setdefault(name, place)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        detail = f"The first row lacks {', '.join(missing)}: the columns are {', '.join(COLUMNS)}, also in Chinese."
        raise InvalidBody(detail, word="columns", missing=missing)
    return found


def _entry(number: int, cells: Mapping[str, str], known: Known) -> Entry:
    try:
        username = check_username(cells["username"])
    except InvalidBody as error:
        raise WrongCell("bad-username", cells["username"], error.detail) from error
    units = _words(cells.get("units", ""))
    for code in sorted(units - set(known.units)):
        raise WrongCell("unknown-unit", code, f"There is no unit '{code}' with people: enter it first.")
    roles = tuple(sorted({_role(word) for word in _words(cells["roles"])}))
    if not roles:
        raise WrongCell("no-post", "", "There is no post: name at least one.")
    segments = _area("segment", _words(cells.get("segments", "")), known.segments)
    cell_codes = _area("cell", _words(cells.get("cells", "")), known.cells)
    here = cells.get("active", "").strip().lower() not in _GONE
    name = cells["name"].strip()
    if len(name) > MAX_NAME:
        raise WrongCell("long-name", name[:MAX_NAME], f"A name has at most {MAX_NAME} characters.")
    return Entry(number, username, name, roles, Scope(segments, cell_codes, frozenset(units)), here)


def _area(kind: str, codes: set[str], known: Collection[str] | None) -> frozenset[str]:
    for code in sorted(codes - set(known) if known is not None else ()):
        raise WrongCell(f"unknown-{kind}", code, f"There is no {kind} '{code}' in the areas in force: look at its code.")
    return frozenset(codes)


def _role(word: str) -> Role:
    if word in POSTS:
        return POSTS[word]
    try:
        return Role(word.lower())
    except ValueError:
        posts = f"posts are {', '.join(Role)}, or {', '.join(POSTS)}."
        raise WrongCell("unknown-post", word, f"There is no post '{word}': {posts}") from None


def _words(text: str) -> set[str]:
    return {word for word in _BETWEEN.split(text.strip()) if word}
