"""Decides what a person does with an import: brings it, says what its columns are, puts it in force, discards or undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import uuid_utils
from flask import current_app

from app.accounts.rules import Actor
from app.area_imports.folder import ImportFolder
from app.area_imports.layer_file import read_proposal
from app.area_imports.models import AreaImport
from app.area_imports.queries import import_of
from app.area_imports.rules import (
    MAX_BYTES,
    OPEN,
    USUAL_DEPTH_M,
    EmptyFile,
    LengthRequired,
    State,
    Step,
    UploadTooLarge,
    WrongState,
    format_of,
    told,
)
from app.area_imports.tasks import begun_anew, taken_away
from app.area_imports.working import GONE
from app.areas import proposing, storing
from app.areas import queries as areas
from app.areas import service as areas_service
from app.areas.field_names import WANTED
from app.areas.models import AreaVersion
from app.areas.proposing import Proposal
from app.areas.rules import AreasChanged, UnusableFile
from app.areas.sentences import say
from app.audit.rules import Action
from app.audit.service import note
from app.cases.wording import storable
from app.core import clock
from app.core.db import db
from app.core.disk import Readable, sha256_of
from app.core.errors import NotFound
from app.core.transaction import end_reading, in_transaction

IMPORT = "areas-import"
"""What the log calls one."""
_READ_WITH = ("crs", "table")
"""Options that say how the file is read; the others say what is made of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person says of a file."""

    mapping: Mapping[str, str | None]
    datum: str
    options: Mapping[str, Any]


def upload(body: Readable, length: int | None, name: str, layer: str, who: Actor) -> str:
    """Takes a file in; the id of its import, which is read in the background.

    Raises LengthRequired, EmptyFile, UploadTooLarge or UnknownFormat before a byte is read, CutOff, NoRoom or DiskFailed when
    it does not get here whole.
    """
    ending, _ = format_of(name)
    if length is None or length < 0:
        raise LengthRequired()
    if length == 0:
        raise EmptyFile()
    if length > MAX_BYTES:
        raise UploadTooLarge(length)
    import_id = str(uuid_utils.uuid7())
    end_reading()
    folder = _folder(import_id)
    digest = folder.receive(body, ending, length)
    facts = {"id": import_id, "layer": layer, "file_name": storable(name), "ending": ending, "sha256": digest, "bytes": length}
    in_transaction(lambda: _add(facts, who, clock.now()))
    return import_id


def change_plan(import_id: UUID, plan: Plan) -> None:
    """Within a transaction: has the file checked as this person says. Raises WrongState or UnusableFile."""
    row = _held(import_id)
    if row.state not in OPEN - {State.CHECKING} or row.step is not None:
        raise WrongState(say("at-work", state=_doing(row)))
    read_otherwise = any(row.options.get(name) != plan.options.get(name) for name in _READ_WITH)
    row.options = dict(plan.options)
    if read_otherwise:
        row.state, row.fields = State.UPLOADED, None
        begun_anew(row, Step.READING)
    else:
        _check_again(row, plan)
    _forget_check(row)
    db.session.flush()


def activate(import_id: UUID, valid_from: datetime | None, revision: int | None = None) -> None:
    """Puts exactly what was checked in force, in one transaction; with a `revision` only what this person has seen.

    Raises WrongState, AreasChanged or ValidFromFuture.
    """
    row = import_of(import_id)
    _refuse_unless_ready(row, revision)
    seen = row.turn  # now: afterwards the row may say something else
    proposal = _checked_layer(row)
    end_reading()
    in_transaction(lambda: _activate(import_id, proposal, seen, valid_from, clock.now()))


def discard(import_id: UUID) -> None:
    """Gives an import up that has not taken effect; its files go. Raises WrongState."""

    def work() -> None:
        row = _held(import_id)
        if row.state not in OPEN:
            raise WrongState(say("not-disposable", state=_doing(row)))
        row.state = State.DISCARDED
        taken_away(row)
        db.session.flush()
        note(Action.AREAS_DISCARDED, IMPORT, row.id, layer=row.layer)

    in_transaction(work)
    _folder(str(import_id)).remove()


def undo(import_id: UUID) -> None:
    """Within a transaction: takes back the areas in force if this import brought them. Raises WrongState, NothingToUndo."""
    storing.take_turns()  # first: who waits here finds other areas in force than before
    row = _held(import_id)
    known = areas.versions()
    if row.version_id is None or not known or known[-1].content != row.version_id:
        raise WrongState(say("not-newest"))
    areas_service.undo(clock.now())


def forget_lost_files(import_id: UUID) -> None:
    """Within a transaction: an import whose files are gone (a restored backup) has failed."""
    row = _held(import_id)
    if row.state in OPEN:
        row.state, row.failure = State.FAILED, told(GONE)
        taken_away(row)
        db.session.flush()


def folder_of(row: AreaImport) -> ImportFolder:
    """Where its files lie."""
    return _folder(row.id)


def _folder(import_id: str) -> ImportFolder:
    data_dir: Path = current_app.extensions["settings"].data_dir
    return ImportFolder(data_dir, import_id)


def _add(facts: dict[str, Any], who: Actor, now: datetime) -> None:
    depth_m = USUAL_DEPTH_M if facts["layer"] == "segments" else None
    options = {"append": False, "adcode": None, "depth_m": depth_m, "crs": None, "table": None}
    nothing: dict[str, str | None] = dict.fromkeys(WANTED[facts["layer"]])
    row = AreaImport(
        **facts, uploaded_at=now, uploaded_by_id=who.id, state=State.UPLOADED.value, turn=0,
        tables=[], guessed=nothing, mapping=nothing, options=options,
    )  # fmt: skip
    begun_anew(row, Step.READING)
    db.session.add(row)
    db.session.flush()
    note(Action.AREAS_UPLOADED, IMPORT, row.id, by=who, layer=row.layer, sha256=row.sha256, bytes=row.bytes)


def _held(import_id: UUID) -> AreaImport:
    row = db.session.get(AreaImport, str(import_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound()
    return row


def _check_again(row: AreaImport, plan: Plan) -> None:
    if row.fields is None:
        raise WrongState(say("not-read"))
    wanted = WANTED[row.layer]
    columns = {field["name"] for field in row.fields}
    for name, column in plan.mapping.items():
        if column is not None and (name not in wanted or column not in columns):
            misfit = say("column-misfit", column=column, wanted=name, layer=row.layer, fields=list(wanted))
            raise UnusableFile(misfit)
    row.mapping = {name: plan.mapping.get(name) for name in wanted}
    if row.layer == "cells" and row.mapping["code"] is None:
        raise UnusableFile(say("cells-need-code"))
    row.datum, row.state = plan.datum, State.CHECKING
    begun_anew(row, Step.CHECKING)


def _forget_check(row: AreaImport) -> None:
    row.report = row.findings = row.difference = None
    row.must = row.may = row.base = row.layer_sha256 = None


def _refuse_unless_ready(row: AreaImport, revision: int | None) -> None:
    if row.state != State.CHECKED:
        raise WrongState(say("not-ready", state=_doing(row)))
    if revision is not None and revision != row.turn:
        raise WrongState(say("checked-again"))
    if row.must:
        raise WrongState(say("faults-left", count=row.must))
    if row.base != areas.current_version_id():
        raise AreasChanged()


def _checked_layer(row: AreaImport) -> Proposal:
    """The layer that was checked, bit for bit. Raises WrongState."""
    path = folder_of(row).layer
    try:
        if sha256_of(path) == row.layer_sha256:
            return read_proposal(path)
    except OSError:
        import_id = UUID(row.id)
        in_transaction(lambda: forget_lost_files(import_id))
        raise WrongState(GONE) from None
    raise WrongState(say("layer-damaged"))


def _activate(import_id: UUID, proposal: Proposal, revision: int, valid_from: datetime | None, now: datetime) -> None:
    storing.take_turns()
    row = _held(import_id)
    _refuse_unless_ready(row, revision)
    proposing.activate(proposal, now, valid_from)
    row.version_id, row.state, row.activated_at = areas.current_version_id(), State.ACTIVE, now
    db.session.flush()


def _doing(row: AreaImport) -> str:
    if row.state != State.ACTIVE or row.version_id is None:
        return row.state
    version = db.session.get(AreaVersion, row.version_id)
    return State.UNDONE if version is not None and version.undone_at is not None else row.state
