"""Decides what readers are told of figures: bodies with definitions, rankings, what is behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from app.accounts.rules import Actor
from app.assessment import queries
from app.assessment.definitions import (
    BY_ID,
    DEFINITIONS,
    LEFT_OUT,
    NEED_PUBLIC_CHANNEL,
    RANKED,
    TELLS_OF_PUBLIC,
    Definition,
)
from app.assessment.naming import Names, names_of
from app.assessment.rules import LEAST_RANKED, By, Counted, ranked
from app.cases import bodies
from app.cases.models import Case
from app.cases.report_models import Report
from app.core.db import db
from app.core.errors import InvalidBody, NotFound
from app.core.paging import cursor_number, cut_page, encode_cursor
from app.core.periods import Period

Body = dict[str, Any]
NO_PUBLIC_CHANNEL: Final = "no-public-channel"


def figures_body(actor: Actor, period: Period, by: By | None, now: datetime) -> Body:
    """All indicators in a period."""
    found = queries.figures(actor, period, by, now)
    whole = {one.id: found[one.id].pop(queries.WHOLE, Counted(0, 0)) for one in DEFINITIONS}
    names = names_of(by, {key for groups in found.values() for key in groups}) if by else {}
    public = whole[TELLS_OF_PUBLIC].numerator > 0  # else nothing can be said of what patrols missed
    items = [
        _figure(one, whole[one.id], found[one.id], names, applies=public or one.id not in NEED_PUBLIC_CHANNEL)
        for one in DEFINITIONS
    ]
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "items": items, "left_out": LEFT_OUT}


def ranking_body(actor: Actor, period: Period, by: By, now: datetime) -> Body:
    """Segments or units by the two rates that are ranked."""
    found = queries.figures(actor, period, by, now)
    groups = {figure: {key: one for key, one in found[figure].items() if key != queries.WHOLE} for figure in RANKED}
    names = names_of(by, {key for counted in groups.values() for key in counted})
    rankings = {}
    for figure, counted in groups.items():
        places = ranked(counted.items(), more_is_better=BY_ID[figure].more_is_better is not False)
        rows = [{"place": place.place, **_group(place.key, place.counted, names)} for place in places]
        rankings[figure] = {"definition": definition_body(BY_ID[figure]), "places": rows, "too_few": len(counted) - len(places)}
    return {"least": LEAST_RANKED, "rankings": rankings}


@dataclass(frozen=True)
class Behind:
    """Which part of which figure: `part` numerator or denominator, of the group `key` of `by`, or of all."""

    figure_id: str
    period: Period
    part: str
    by: By | None
    key: str | None


def behind(actor: Actor, wanted: Behind, now: datetime, cursor: str | None, limit: int) -> Body:
    """A page of the cases, or reports, that a figure counts, the newest first. Raises NotFound, InvalidBody."""
    figure = BY_ID.get(wanted.figure_id)
    if figure is None:
        raise NotFound()
    if (wanted.by is None) != (wanted.key is None):
        raise InvalidBody("Name a group with both `by` and `key`, or neither.")
    query = queries.cases_behind(actor, figure, wanted.period, wanted.part, now, wanted.by, wanted.key)
    return page_of(query, figure, actor, cursor, limit)


def page_of(query: Select[int], figure: Definition, actor: Actor, cursor: str | None, limit: int) -> Body:
    """A page of what a figure counts, by its column `number`, the newest first. Raises InvalidBody for what is no cursor."""
    number: Any = query.selected_columns.number
    if cursor:
        query = query.where(number < cursor_number(cursor))
    numbers = list(db.session.scalars(query.order_by(number.desc()).limit(limit + 1)))
    page = cut_page(numbers, limit, encode_cursor)
    items = _report_items(actor, page.items) if figure.of_reports else _case_items(actor, page.items)
    return {"of": _of(figure), **page.as_body(items)}


def _report_items(actor: Actor, numbers: Sequence[int]) -> list[Body]:
    reports = db.session.scalars(select(Report).where(Report.commit_seq.in_(numbers)).order_by(Report.commit_seq.desc()))
    return bodies.report_bodies(reports.all(), actor)


def _case_items(actor: Actor, numbers: Sequence[int]) -> list[Body]:
    cases = db.session.scalars(select(Case).where(Case.id.in_(numbers)).order_by(Case.id.desc()))
    return bodies.case_bodies(cases.all(), actor, evidence=False)


def definition_body(figure: Definition) -> Body:
    """What an indicator is, in both languages."""
    return {
        "id": figure.id,
        "version": figure.version,
        "base": figure.base.value,
        "name": {"zh": figure.name.zh, "en": figure.name.en},
        "text": {"zh": figure.text.zh, "en": figure.text.en},
    }


def figure_body(figure: Definition, counted: Counted) -> Body:
    """An indicator that is not told apart."""
    return _figure(figure, counted, {}, {}, applies=True)


def _figure(figure: Definition, whole: Counted, groups: dict[str, Counted], names: Names, applies: bool) -> Body:
    counted = whole if applies else Counted(0, 0)
    listed = sorted(groups.items(), key=lambda pair: (-pair[1].denominator, pair[0])) if applies else []
    return {
        "id": figure.id,
        "definition": definition_body(figure),
        "of": _of(figure),
        **_counted(counted),
        "why_not": None if applies else NO_PUBLIC_CHANNEL,
        "groups": [_group(key, one, names) for key, one in listed],
    }


def _group(key: str, counted: Counted, names: Names) -> Body:
    return {"key": key, "name": names.get(key), **_counted(counted)}


def _counted(counted: Counted) -> Body:
    return {"numerator": counted.numerator, "denominator": counted.denominator, "value": counted.percent}


def _of(figure: Definition) -> str:
    return "reports" if figure.of_reports else "cases"
