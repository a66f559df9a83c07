"""Decides when the grams of a case are written: in the transaction that writes its words, wherever that happens.

Cases from before the index get theirs from a background job.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import delete, event, func, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper

from app.cases.grams import grams_of, number_gram, plain
from app.cases.models import Case
from app.cases.word_models import CaseWord
from app.core import facts
from app.core.db import AnyRow, connection, db, table_of
from app.core.transaction import in_transaction
from app.roster.models import Unit

_case, _word, _unit = table_of(Case).c, table_of(CaseWord), table_of(Unit).c
_UNIT_MARK: Final = "\x1f"
"""Begins the line of `words` that names the unit; no text from outside has this character there."""
_SEGMENT_MARK: Final = "\x1e"
"""Begins the line with what the segment is called since it was renamed."""
AT_ONCE: Final = 500
_FILLED: Final = "case-words"
"""Fact: how far cases from before the index have their grams, as `<row>/<last row>`."""


def with_unit(words: str, name: str | None) -> str:
    """The searchable text with the name of the unit that has the case now, in the form in which it is searched."""
    return _with(_UNIT_MARK, words, name)


def with_segment(words: str, name: str | None) -> str:
    """The searchable text with what the segment is called now, where that is not what the case keeps."""
    return _with(_SEGMENT_MARK, words, name)


def _with(mark: str, words: str, name: str | None) -> str:
    lines = [line for line in words.split("\n") if line and not line.startswith(mark)]
    return plain("\n".join([*lines, *([mark + name] if name else [])]))


def fill_case_words() -> int:
    """Background job: gives the next cases from before the index their grams; returns how many."""
    known = facts.recalled(_FILLED)
    reached, last = (int(part) for part in known.split("/")) if known else (0, -1)
    if known and reached >= last:
        return 0
    return in_transaction(lambda: _fill_next(reached, last if known else _newest()))


def _newest() -> int:
    return db.session.scalar(select(func.max(_case.id))) or 0


def _fill_next(reached: int, last: int) -> int:
    columns = select(_case.id, _case.case_no, _case.words, _case.unit_code)
    wanted = columns.where(_case.id > reached, _case.id <= last).order_by(_case.id).limit(AT_ONCE).with_for_update()
    rows = db.session.execute(wanted).all()
    write_grams(connection(), rows)
    facts.remember(_FILLED, f"{rows[-1].id if rows else last}/{last}")
    return len(rows)


def write_grams(database: Connection, rows: Sequence[AnyRow]) -> None:
    """Writes the grams of these cases (id, case_no, words, unit_code), and their words in the form that is searched."""
    names = _unit_names(database, {row.unit_code for row in rows if row.unit_code})
    found: list[dict[str, Any]] = []
    for row in rows:
        words = with_unit(row.words, names.get(row.unit_code))
        if words != row.words:
            database.execute(update(table_of(Case)).where(_case.id == row.id).values(words=words))
        found += [{"gram": gram, "case_id": row.id} for gram in (*grams_of(words), number_gram(row.case_no))]
    _add(database, found)


def write_anew(database: Connection, case_id: int, had: str, has: str) -> None:
    """Writes the words of a case, which were `had` till now, and what is other about its grams."""
    if had == has:
        return
    database.execute(update(table_of(Case)).where(_case.id == case_id).values(words=has))
    _change(database, case_id, grams_of(had), grams_of(has))


def _change(database: Connection, case_id: int, had: set[str], has: set[str]) -> None:
    if had - has:
        database.execute(delete(_word).where(_word.c.case_id == case_id, _word.c.gram.in_(had - has)))
    _add(database, ({"gram": gram, "case_id": case_id} for gram in has - had))


def _add(database: Connection, rows: Iterable[dict[str, Any]]) -> None:
    kind = postgresql if database.dialect.name == "postgresql" else sqlite
    listed = sorted(rows, key=lambda row: (row["gram"], row["case_id"]))  # in one order, so that two writers never wait crosswise
    if listed:
        database.execute(kind.insert(_word).on_conflict_do_nothing(), listed)


def _unit_names(database: Connection, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return {row.code: row.name for row in database.execute(select(_unit.code, _unit.name).where(_unit.code.in_(codes)))}


@event.listens_for(Case, "before_insert")
@event.listens_for(Case, "before_update")
def _name_unit(_mapper: Mapper[Case], database: Connection, case: Case) -> None:
    if _changed(case):
        names = _unit_names(database, {case.unit_code} if case.unit_code else set())
        case.words = _kept_segment(case, with_unit(case.words, names.get(case.unit_code or "")))


def _kept_segment(case: Case, words: str) -> str:
    """The new words with what the old ones said of the present name of the same segment."""
    attributes = inspect(case).attrs
    if attributes.segment_code.history.has_changes():
        return words
    lines = "\n".join(attributes.words.history.deleted or (words,)).split("\n")
    return with_segment(words, next((line[1:] for line in lines if line.startswith(_SEGMENT_MARK)), None))


@event.listens_for(Case, "after_insert")
def _index_new(_mapper: Mapper[Case], database: Connection, case: Case) -> None:
    grams = {number_gram(case.case_no), *grams_of(case.words)}
    _add(database, ({"gram": gram, "case_id": case.id} for gram in grams))


@event.listens_for(Case, "after_update")
def _index_changed(_mapper: Mapper[Case], database: Connection, case: Case) -> None:
    history = inspect(case).attrs.words.history
    if not history.has_changes():
        return
    had = {gram for text in history.deleted or () for gram in grams_of(text)}
    _change(database, case.id, had, grams_of(case.words))


def _changed(case: Case) -> bool:
    attributes = inspect(case).attrs
    return attributes.words.history.has_changes() or attributes.unit_code.history.has_changes()


@event.listens_for(Case.words, "set", active_history=True)
def _had_words(_case: Case, value: str, _had: object, _initiator: object) -> None:
    """Only so that what a case was found by before is known when its words change."""
