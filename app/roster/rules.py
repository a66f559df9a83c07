"""Decides what a unit is and how units stand under each other. Knows no table and no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.errors import AppError, InvalidBody

CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
MAX_NAME: Final = 60
MAXPHONE: Final = 30
MAX_WORD: Final = 12
DEEPEST: Final = 8
PHONE: Final = re.compile(r"[0-9+() -]{3,30}")


class UnitKind(StrEnum):
    """What a unit is."""

    HEADQUARTERS = "headquarters"
    SUB_HEADQUARTERS = "sub-headquarters"
    BUREAU = "bureau"
    STREET = "street"
    UNIT = "unit"
    CREW = "crew"
    OUTSIDE = "outside"


_TOP: Final = frozenset({UnitKind.HEADQUARTERS, UnitKind.SUB_HEADQUARTERS})
_OFFICES: Final = frozenset({*_TOP, UnitKind.BUREAU, UnitKind.STREET})
UNDER: Final[Mapping[UnitKind, frozenset[UnitKind]]] = {
    UnitKind.HEADQUARTERS: frozenset(),
    UnitKind.SUB_HEADQUARTERS: frozenset({UnitKind.HEADQUARTERS}),
    UnitKind.BUREAU: _TOP,
    UnitKind.STREET: _TOP,
    UnitKind.UNIT: _OFFICES | {UnitKind.UNIT},
    UnitKind.CREW: frozenset({UnitKind.BUREAU, UnitKind.STREET, UnitKind.UNIT}),
    UnitKind.OUTSIDE: _OFFICES,
}
"""Under which kinds a unit may stand; all but a crew may also stand at the top."""


class InUse(AppError):
    """Something that others still rest on."""

    status = 409
    slug = "illegal-move"
    title = "Others still rest on this: move them first."


class UnitRow(NamedTuple):
    """A unit as the tree holds it; `outside` ones have no accounts and are written letters to, `word` is the 机关代字 that its
    numbered papers begin with."""

    code: str
    name: str
    kind: UnitKind
    parent_code: str | None
    outside: bool
    active: bool
    duty_phone: str | None
    word: str | None
    rev: int


@dataclass(frozen=True)
class Tree:
    """All units of one moment by code, retired ones included."""

    units: Mapping[str, UnitRow]
    _children: dict[str | None, list[str]] = field(init=False, repr=False)
    _below: dict[str, frozenset[str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        children: dict[str | None, list[str]] = {}
        for unit in self.units.values():
            children.setdefault(unit.parent_code, []).append(unit.code)
        object.__setattr__(self, "_children", children)

    def children(self, code: str | None) -> list[UnitRow]:
        """The units right under one (None: at the top)."""
        return [self.units[child] for child in self._children.get(code, ())]

    def below(self, codes: Collection[str]) -> frozenset[str]:
        """These codes and those of all units under them; a code that no unit has stays as it is."""
        return frozenset().union(*(self._of(code) for code in codes))

    def path(self, code: str) -> tuple[str, ...]:
        """The code of a unit and of those above it, from itself upwards; empty for one that is not there."""
        found: list[str] = []
        at: str | None = code
        while at is not None and at in self.units and at not in found:
            found.append(at)
            at = self.units[at].parent_code
        return tuple(found)

    def _of(self, code: str) -> frozenset[str]:
        known = self._below.get(code)
        if known is None:
            found, waiting = {code}, [code]
            while waiting:
                new = [child for child in self._children.get(waiting.pop(), ()) if child not in found]
                found.update(new)
                waiting += new
            known = self._below[code] = frozenset(found)
        return known


class UnitFacts(NamedTuple):
    """What is entered of a unit; one of the kind `outside` is outside whatever is said."""

    name: str
    kind: UnitKind
    parent_code: str | None = None
    outside: bool = False
    duty_phone: str | None = None
    word: str | None = None


def checked_unit(code: str, facts: UnitFacts, tree: Tree) -> UnitFacts:
    """The facts as they are stored, for this place in the tree. Raises InvalidBody with pointers."""
    if not CODE.fullmatch(code):
        raise refusal("/code", "A code is 1 to 40 of a-z 0-9 . _ - and begins with a letter or digit.")
    name, phone, word = facts.name.strip(), text_or_none(facts.duty_phone), text_or_none(facts.word)
    if not 1 <= len(name) <= MAX_NAME:
        raise refusal("/name", f"A unit has a name of 1 to {MAX_NAME} characters.")
    if phone is not None and not PHONE.fullmatch(phone):
        raise refusal("/duty_phone", "A telephone number has digits, blanks and + ( ) - only, at most 30.")
    if word is not None and len(word) > MAX_WORD:
        raise refusal("/word", f"The word that papers begin with has at most {MAX_WORD} characters.")
    _check_parent(code, facts, tree)
    return UnitFacts(name, facts.kind, facts.parent_code, facts.outside or facts.kind is UnitKind.OUTSIDE, phone, word)


def _check_parent(code: str, facts: UnitFacts, tree: Tree) -> None:
    if facts.parent_code is None:
        if facts.kind is UnitKind.CREW:
            raise refusal("/parent_code", "A crew stands under a unit, a street or a bureau: name it.")
        return
    parent = tree.units.get(facts.parent_code)
    if parent is None or not parent.active:
        raise refusal("/parent_code", f"There is no unit '{facts.parent_code}' at work: enter it first.")
    if parent.kind not in UNDER[facts.kind]:
        allowed = ", ".join(sorted(UNDER[facts.kind])) or "nothing"
        raise refusal("/parent_code", f"A {facts.kind} stands under {allowed}, not under a {parent.kind}.")
    if code in tree.path(facts.parent_code):
        raise refusal("/parent_code", "A unit does not stand under itself: name one that is not below it.")
    if len(tree.path(facts.parent_code)) >= DEEPEST:
        raise refusal("/parent_code", f"The tree has at most {DEEPEST} levels.")


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong, and where."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])


def text_or_none(text: str | None) -> str | None:
    """Trimmed; blanks are nothing."""
    return (text or "").strip() or None
