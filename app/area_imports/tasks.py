"""Decides which import the job process works on and what is written of that work. Every write is a transaction of its own.

Work is taken, may die, and is taken again; what a person did meanwhile (`turn`) makes its result void.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, select, update

from app.area_imports.folder import ImportFolder
from app.area_imports.models import AreaImport
from app.area_imports.rules import MOST_TRIES, State, Step, told
from app.areas.sentences import say
from app.cases.wording import storable
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction

TELL_EVERY_S = 0.5
GAVE_UP = say("gave-up", tries=MOST_TRIES)


class Overtaken(Exception):
    """Somebody discarded the import or wants it checked otherwise."""


class Orphaned(Exception):
    """The process that wanted the work is gone: who works for it ends."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with one import, as it was when it was taken."""

    id: str
    turn: int
    step: Step
    layer: str
    file_name: str
    ending: str
    mapping: Mapping[str, str | None]
    datum: str | None
    options: Mapping[str, Any]
    folder: ImportFolder

    @property
    def upload(self) -> Path:
        """The file as it came."""
        return self.folder.upload(self.ending)


def waiting() -> bool:
    """Whether there is anything to do."""
    return db.session.scalar(select(AreaImport.id).where(AreaImport.step.is_not(None)).limit(1)) is not None


def take() -> Task | None:
    """The oldest that waits, counted as begun once more; one that was begun too often has failed instead."""
    while True:
        found = in_transaction(_take)
        if not isinstance(found, str):
            return found


def begun_anew(row: AreaImport, step: Step) -> None:
    """Within a transaction: hands an import to the job process, whatever it did with it before."""
    row.step, row.done, row.total, row.tries, row.failure = step, 0, 1, 0, None
    row.step_began_at, row.turn = clock.now(), row.turn + 1


def taken_away(row: AreaImport) -> None:
    """Within a transaction: whatever the job process does with it is void."""
    row.step, row.step_began_at, row.turn = None, None, row.turn + 1


class Teller:
    """Writes how far the work is, twice a second at most. Raises Overtaken when it is void, Orphaned when nobody wants it."""

    def __init__(self, task: Task, parent: int) -> None:
        self._task = task
        self._step: str | None = None
        self._told = 0.0
        self._parent = parent

    def __call__(self, step: Step, done: int, total: int) -> None:
        now = time.monotonic()
        fresh = step != self._step
        if not fresh and done < total and now - self._told < TELL_EVERY_S:
            return
        if os.getppid() != self._parent:
            with suppress(Overtaken):
                _write(self._task, {"tries": AreaImport.tries - 1})  # the server was stopped: no fault of the file
            raise Orphaned(self._task.id)
        self._step, self._told = step, now
        values: dict[str, Any] = {"step": step.value, "done": done, "total": max(total, 1)}
        if fresh:
            values["step_began_at"] = clock.now()
        _write(self._task, values)


def finish(task: Task, values: Mapping[str, Any]) -> None:
    """The result, in one transaction. Raises Overtaken."""
    _write(task, {**_cleaned(values), "step": None, "step_began_at": None})


def fail(task: Task, failure: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """It cannot be done; the failure (as `rules.told` has it) says what to do. What was `found` out before is kept."""
    finish(task, {**found, "state": State.FAILED.value, "failure": failure})


def _take() -> Task | str | None:
    query = select(AreaImport).where(AreaImport.step.is_not(None)).order_by(AreaImport.id).limit(1)
    row = db.session.scalar(query.with_for_update())
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        row.state, row.failure = State.FAILED, told(GAVE_UP)
        taken_away(row)
        return row.id
    row.tries += 1
    row.done = 0
    db.session.flush()
    step = Step.READING if row.state == State.UPLOADED else Step.CHECKING
    folder = ImportFolder(current_app.extensions["settings"].data_dir, row.id)
    facts = (row.layer, row.file_name, row.ending, dict(row.mapping), row.datum, dict(row.options))
    return Task(row.id, row.turn, step, *facts, folder)


def _write(task: Task, values: Mapping[str, Any]) -> None:
    statement = update(AreaImport).where(AreaImport.id == task.id, AreaImport.turn == task.turn).values(**values)

    def touched() -> int:
        return cast(CursorResult[Any], db.session.execute(statement)).rowcount

    if in_transaction(touched) == 0:
        raise Overtaken(task.id)


def _cleaned(value: Any) -> Any:
    """The same with only such characters as a database can keep: samples and examples are as strange as their file."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(key): _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value
