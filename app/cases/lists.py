"""Decides what a page of a list of cases is, and how cases are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases import searching
from app.cases.list_filter import OPEN_NAMES, CaseFilter
from app.cases.list_order import Order, Stretch, cursor_after, stretches
from app.cases.list_reading import Reading
from app.cases.models import Case
from app.cases.states import CaseState
from app.core.db import AnyRow, db
from app.core.paging import Page, cut_page

COUNTED: Final = 1_000
"""Counts are exact up to here; beyond it they are told as `more`."""


def cases_page(actor: Actor, wanted: CaseFilter, order: Order, cursor: str | None, limit: int) -> Page[Case]:
    """Cases this person may see; in the order of what is due those that are still worked on."""
    if order is Order.DUE:
        wanted = replace(wanted, unfinished=True)
    reading = Reading(actor, wanted, searching.asked_for(wanted.words))
    rows = reading.rows(stretches(order, cursor), limit + 1)
    page = cut_page(rows, limit, lambda row: cursor_after(row, order))
    return page.with_items(_cases(page.items))


@dataclass(frozen=True)
class Counted:
    """How many, up to `COUNTED`, and whether there are more."""

    count: int
    more: bool


def count(actor: Actor, wanted: CaseFilter) -> Counted:
    """How many cases a list holds."""
    return _counted(Reading(actor, wanted, searching.asked_for(wanted.words)))


def counts(actor: Actor, wanted: CaseFilter) -> tuple[Counted, dict[str, Counted]]:
    """How many cases a list holds, in all and in each of the states that it is not narrowed away from.

    What is still worked on is some ten thousand at most: it is counted in one go.
    """
    states = [str(state) for state in CaseState if not wanted.states or state in wanted.states]
    asked = searching.asked_for(wanted.words)
    unfinished = tuple(state for state in states if state in OPEN_NAMES)
    found = Reading(actor, replace(wanted, states=unfinished), asked).states() if unfinished else {}
    each = {
        state: _up_to(found.get(state, 0))
        if state in OPEN_NAMES
        else _counted(Reading(actor, replace(wanted, states=(state,)), asked))
        for state in states
    }
    whole = sum(counted.count for counted in each.values())
    return Counted(min(whole, COUNTED), whole > COUNTED or any(counted.more for counted in each.values())), each


def _counted(reading: Reading) -> Counted:
    return _up_to(len(reading.rows([Stretch(None)], COUNTED + 1)))


def _up_to(found: int) -> Counted:
    return Counted(min(found, COUNTED), found > COUNTED)


def _cases(rows: Sequence[AnyRow]) -> list[Case]:
    found = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_([row.id for row in rows])))}
    return [found[row.id] for row in rows if row.id in found]
