"""Who asks in `cases.py`: people with everything, with very much and with little in sight."""

from __future__ import annotations

from typing import Final

from flask import Flask

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.core import clock
from app.core.db import db
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from scripts.bench.population import CELLS, SEGMENTS, STREETS, UNITS

PASSWORD: Final = "bench password 1"
PATROLS: Final = 60


def _cells(*streets: str) -> frozenset[str]:
    return frozenset(cell for cell in CELLS if cell.startswith(streets))


def _segments(*places: int) -> frozenset[str]:
    return frozenset(SEGMENTS[place][0] for place in places)


READERS: Final[dict[str, tuple[Role, Scope]]] = {
    "desk": (Role.SUPERVISOR, Scope()),
    "unit01": (Role.UNIT, Scope(units=frozenset({UNITS[0]}))),
    "unit07": (Role.UNIT, Scope(units=frozenset({UNITS[6]}))),
    "street": (Role.STREET, Scope(cells=_cells(STREETS[0]))),
    "district": (Role.SUPERVISOR, Scope(cells=_cells(*STREETS[::2]))),
    "chief": (Role.CHIEF, Scope(segments=_segments(0, 1, 2, 3, 40, 80, 160, 299))),
    "corner": (Role.SUPERVISOR, Scope(segments=_segments(250), cells=frozenset(CELLS[4_000:4_010]))),
}
"""One unit has half of all cases; a street has a fifth of them in 500 cells, half of the district 2,500 cells."""
PATROL: Final = "patrol00"
"""Reported one case in ten."""


def add_people(app: Flask) -> list[str]:
    """Accounts, in a database without any; the ids of those who patrol."""
    with app.app_context():
        db.create_all()
        in_transaction(new_epoch)
        for username, (role, scope) in READERS.items():
            _add(username, role, scope)
        return [_add(f"patrol{number:02d}", Role.PATROL, Scope()) for number in range(PATROLS)]


def _add(username: str, role: Role, scope: Scope) -> str:
    added = in_transaction(lambda: accounts.add_person(username, username, (role,), PASSWORD, clock.now(), scope=scope))
    return added.id
