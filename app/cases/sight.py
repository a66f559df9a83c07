"""Decides who sees which report, case and change: one condition for SQL. Reads nothing but the tree of units.

Everybody sees their own; whoever sees a scope what lies in it; people of a unit the cases that it works on, with their
reports; a checker the cases given to them, and who verifies a report that report. Nobody sees anything else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, true
from sqlalchemy.orm import aliased

from app.accounts.rules import Actor, Permission
from app.cases.models import Case, CaseUnit
from app.cases.report_models import Report
from app.core.among import among
from app.core.changes import Change
from app.roster.queries import units_of

Seen = type[Report] | type[Case] | type[Change]
Part = tuple[str, ColumnElement[bool]]
_LEAD: Final[ColumnElement[str]] = literal_column("'lead'")
"""The part of the unit that has a case in hand, which the case itself names. As a constant, or no index of the rest is used."""


def visible(actor: Actor, table: Seen) -> ColumnElement[bool]:
    """The condition for rows of `table` this person may see.

    What lies in no segment and no cell is in everybody's scope (contract §2).
    """
    parts = sight_parts(actor, table)
    return true() if parts is None else or_(*parts.values())


def sight_parts(actor: Actor, table: Seen) -> dict[str, ColumnElement[bool]] | None:
    """What `visible` is made of, by name: who sees a row sees it by one of these. None when everything is seen."""
    scope = actor.scope
    if actor.sees_others and not (scope.segments or scope.cells):
        return None
    return {"author": table.author_id == actor.id, **dict(_in_scope(actor, table)), **dict(_given(actor, table))}


def own_or_scope(actor: Actor, table: Seen) -> ColumnElement[bool]:
    """Of what is visible that which is the person's without having been given to them."""
    parts = sight_parts(actor, table)
    wanted = ("author", "segment", "cell", "nowhere")
    return true() if parts is None else or_(*(parts[name] for name in wanted if name in parts))


def units_in_sight(actor: Actor) -> frozenset[str]:
    """The units whose cases a person sees because of working for one of them or for one above."""
    return units_of(actor) if actor.may(Permission.HANDLE_CASES) else frozenset()


def sight_mark(actor: Actor) -> str:
    """Changes with what the person may see by scope and units: rows that come into or fall out of view are in no feed."""
    scope = actor.scope
    parts = (str(actor.sees_others), *sorted(scope.segments), "/", *sorted(scope.cells))
    units = sorted(units_in_sight(actor))
    return "\x1f".join((*parts, "/", *units) if units else parts)


def _in_scope(actor: Actor, table: Seen) -> Iterator[Part]:
    if not actor.sees_others:
        return
    scope = actor.scope
    if scope.segments:
        yield "segment", among(table.segment_code, scope.segments)
    if scope.cells:
        yield "cell", among(table.cell_code, scope.cells)
    yield "nowhere", and_(table.segment_code.is_(None), table.cell_code.is_(None))


def _given(actor: Actor, table: Seen) -> Iterator[Part]:
    """What was given to the person, or to a unit of theirs."""
    units = units_in_sight(actor)
    if table is Change:
        yield "person", Change.person_id == actor.id
        if units:
            yield "unit", Change.unit_code.in_(units)
    elif table is Case:
        yield "checker", Case.checker_id == actor.id
        if units:
            yield "unit", Case.unit_code.in_(units)
            yield "beside", Case.id.in_(_beside(units))
    else:
        yield "verifier", Report.verifier_id == actor.id
        yield "checker", Report.case_no.in_(select(Case.case_no).where(Case.checker_id == actor.id))
        if units:
            yield "unit", Report.case_no.in_(_of_units(units))


def _of_units(units: Collection[str]) -> Select[Any]:
    return select(CaseUnit.case_no).where(CaseUnit.unit_code.in_(units), CaseUnit.until.is_(None))


def _beside(units: Collection[str]) -> Select[tuple[int]]:
    """Row numbers of the cases that the units work on along with the one in charge."""
    one = aliased(Case)
    parts = _of_units(units).where(CaseUnit.part != _LEAD).with_hint(CaseUnit, "INDEXED BY ix_case_unit_beside", "sqlite")
    return parts.join(one, one.case_no == CaseUnit.case_no).with_only_columns(one.id)
