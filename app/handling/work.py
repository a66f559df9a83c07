"""What a move carries while it is made: the case, who makes it, what it says, and what was written for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.accounts.rules import Actor
from app.cases import digests
from app.cases.digests import LoopRow
from app.cases.models import Case
from app.cases.rules import Row
from app.cases.states import CaseState
from app.core.db import db
from app.core.wording import storable
from app.handling import whistle_rows
from app.handling.rules import MoveOrder, Settings
from app.handling.standing import Reader, Standing


@dataclass
class Work:
    """One move on its way. `facts` are what the timeline will say of it; `to` overrules where the row leads."""

    standing: Standing
    row: Row
    order: MoveOrder
    by: Actor
    reader: Reader
    now: datetime
    settings: Settings
    facts: dict[str, Any] = field(default_factory=dict)
    to: CaseState | None = None
    _before: dict[int, str | None] = field(default_factory=dict)
    _touched: list[LoopRow] = field(default_factory=list)
    _whistles: dict[str, str] | None = None

    @property
    def case(self) -> Case:
        """The case that is moved."""
        return self.standing.case

    def said(self, text: str | None) -> str | None:
        """A sentence of the order, as it is kept."""
        return storable(text.strip()) if text and text.strip() else None

    def touch(self, row: LoopRow) -> None:
        """Before a row is changed: the log will say what it was."""
        if id(row) not in self._before:
            self._before[id(row)] = digests.loop_digest(row)
            self._touched.append(row)

    def add(self, row: LoopRow) -> None:
        """A new row."""
        db.session.add(row)
        db.session.flush()
        self._before[id(row)] = None
        self._touched.append(row)

    def touch_whistles(self) -> None:
        """Before the case's whistles are blown, answered or ended: the log will say what they were."""
        if self._whistles is None:
            self._whistles = whistle_rows.digests_of(self.case.case_no)

    def lapse_request(self) -> None:
        """What was asked for and not decided has no meaning any more: the case goes on without it."""
        asked = self.standing.open_request
        if asked is not None:
            self.touch(asked)
            asked.state = "withdrawn"
            self.facts["lapsed"] = asked.id

    def rows(self) -> dict[str, tuple[str | None, str]]:
        """What was written beside the case, for the log."""
        db.session.flush()
        rows = {digests.loop_row(row): (self._before[id(row)], digests.loop_digest(row)) for row in self._touched}
        return rows if self._whistles is None else rows | _changed(self._whistles, whistle_rows.digests_of(self.case.case_no))


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str | None, str]]:
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


Effect = Callable[[Work], None]
"""Writes what a verb changes beside the state, and says it in `facts`. Raises InvalidBody with pointers."""


def named(code: str, names: Mapping[str, str]) -> dict[str, str]:
    """A unit as facts name it."""
    return {"code": code, "name": names.get(code, code)}
