"""Decides what a campaign (专项行动) is, which cases may carry its name, and what it has come to. Flushes, never commits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select

from app.accounts.rules import Actor
from app.assessment import queries, service
from app.assessment.definitions import BY_ID
from app.assessment.models import Campaign
from app.assessment.rules import campaign_state
from app.audit.rules import Action
from app.audit.service import note
from app.cases.models import Case, CaseEvent
from app.cases.rules import Verb
from app.cases.sight import visible
from app.cases.states import CaseState
from app.catalog.queries import catalog
from app.core import clock, if_match
from app.core.days import city_day
from app.core.db import db
from app.core.errors import InvalidBody, NotFound
from app.core.paging import cursor_number, cut_page, encode_cursor
from app.roster import queries as roster

SUMMED_UP: Final = ("disposal-rate", "on-time-disposal-rate", "first-pass-rate", "rework-rate", "closing-rate")
"""The indicators of a summary."""
Mine = tuple[ColumnElement[bool], ColumnElement[bool]]
"""That a case carries the campaign's name, and that the reader may see it."""


def campaigns() -> list[Campaign]:
    """All, the newest first."""
    return list(db.session.scalars(select(Campaign).order_by(Campaign.first_day.desc(), Campaign.name)))


def campaign(name: str) -> Campaign:
    """The campaign of this name. Raises NotFound."""
    found = db.session.get(Campaign, name)
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Plan:
    """What a campaign is to be; `wanted` as [{value, unit}]."""

    first: date
    last: date
    categories: list[str]
    aim: str
    wanted: list[dict[str, Any]]


def keep(by: Actor, name: str, header: str | None, plan: Plan) -> Campaign:
    """Enters a campaign, or changes the one that is there. Raises InvalidBody, NotFound, Stale."""
    _known(plan.categories)
    _once([each["unit"] for each in plan.wanted])
    found = db.session.get(Campaign, name, with_for_update=True, populate_existing=True)
    if found is None:
        if header is not None:
            raise NotFound()
        found = Campaign(name=name, rev=0)
        db.session.add(found)
    else:
        if_match.check(header or "", found.rev)
    found.first_day, found.last_day, found.categories = plan.first, plan.last, plan.categories
    found.aim, found.wanted, found.rev = plan.aim, plan.wanted, found.rev + 1
    first, last = str(plan.first), str(plan.last)
    note(Action.CAMPAIGN_CHANGED, "campaign", name, by=by, first=first, last=last, categories=plan.categories, wanted=plan.wanted)
    db.session.flush()
    return found


def case_tagged(case: Case, kind: str, _by: Actor | None, now: datetime) -> None:
    """A case was given a campaign's name. Where campaigns are entered only those may be named, in their days and for their
    categories. Raises InvalidBody."""
    if kind != Verb.TAG or case.campaign is None or db.session.scalar(select(Campaign.name).limit(1)) is None:
        return
    found = db.session.get(Campaign, case.campaign)
    today = city_day(now)
    if found is None:
        raise _refusal("There is no campaign of this name: choose one of the list, or have it entered first.")
    if not found.first_day <= today <= found.last_day:
        raise _refusal(f"This campaign runs from {found.first_day} to {found.last_day}: choose one of these days.")
    if found.categories and case.category_slug not in found.categories:
        raise _refusal("This campaign is for other categories: choose another one.")


def summary(reader: Actor, one: Campaign, now: datetime) -> dict[str, Any]:
    """What a campaign has come to, of the cases that this person may see: shape as `SummaryOut`."""
    mine = (Case.campaign == one.name, visible(reader, Case))
    by_state = _counted(Case.state, mine)
    figures = [BY_ID[name] for name in SUMMED_UP]
    counted = queries.in_campaign(reader, one.name, figures, now)
    return {
        "cases": sum(by_state.values()),
        "states": by_state,
        "categories": {slug or "": count for slug, count in _counted(Case.category_slug, mine).items()},
        "units": _units(mine),
        "quantities": _quantities(one, mine),
        "figures": [service.figure_body(figure, counted[figure.id]) for figure in figures],
    }


def behind(
    reader: Actor, one: Campaign, figure_id: str, part: str, now: datetime, page: tuple[str | None, int]
) -> dict[str, Any]:
    """A page, as cursor and limit, of the cases that a figure of the summary counts. Raises NotFound."""
    if figure_id not in SUMMED_UP:
        raise NotFound()
    query = queries.cases_in_campaign(reader, one.name, BY_ID[figure_id], part, now)
    return service.page_of(query, BY_ID[figure_id], reader, *page)


def quantities(reader: Actor, one: Campaign, unit: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of what was counted for a campaign, entry by entry, the newest first: shape as `QuantitiesOut`."""
    mine = (Case.campaign == one.name, visible(reader, Case))
    query = _tagged(mine).order_by(CaseEvent.id.desc())
    if cursor:
        query = query.where(CaseEvent.id < cursor_number(cursor))
    found = []
    for row in db.session.execute(query):
        wanted = _wanted(row.facts, one.name)
        if wanted and unit in (None, wanted["unit"]):
            found.append((row, wanted))
        if len(found) > limit:
            break
    page = cut_page(found, limit, lambda one: encode_cursor(one[0].id))
    return page.as_body(
        [
            {"case_no": row.case_no, "at": clock.isoformat(row.at), "category": row.category_slug, **wanted}
            for row, wanted in page.items
        ]
    )


def body(one: Campaign, now: datetime) -> dict[str, Any]:
    """The wire form of a campaign."""
    days = {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat()}
    state = campaign_state(one.first_day, one.last_day, city_day(now))
    return {
        "name": one.name,
        **days,
        "state": state.value,
        "categories": one.categories,
        "aim": one.aim,
        "wanted": one.wanted,
        "rev": one.rev,
    }


def _counted(column: Any, mine: Mine) -> dict[Any, int]:
    return {row[0]: row[1] for row in db.session.execute(select(column, func.count()).where(*mine).group_by(column))}


def _units(mine: Mine) -> list[dict[str, Any]]:
    closed = func.sum(case((Case.state == CaseState.CLOSED, 1), else_=0))
    query = select(Case.unit_code, func.count(), closed).where(*mine, Case.unit_code.is_not(None)).group_by(Case.unit_code)
    rows = db.session.execute(query).all()
    names = roster.names({row[0] for row in rows})
    listed = [{"code": row[0], "name": names.get(row[0], row[0]), "cases": row[1], "closed": row[2]} for row in rows]
    return sorted(listed, key=lambda unit: (-unit["cases"], unit["code"]))


def _quantities(one: Campaign, mine: Mine) -> list[dict[str, Any]]:
    """By unit of count: first those that were wanted, in their order."""
    done: Counter[str] = Counter()
    for row in db.session.execute(_tagged(mine)):
        wanted = _wanted(row.facts, one.name)
        if wanted:
            done[wanted["unit"]] += wanted["value"]
    asked = {each["unit"]: each["value"] for each in one.wanted}
    units = [*asked, *sorted(set(done) - set(asked))]
    return [{"value": done[unit], "unit": unit, "wanted": asked.get(unit)} for unit in units]


def _tagged(mine: Mine) -> Select[Any]:
    query = select(CaseEvent.id, CaseEvent.case_no, CaseEvent.at, CaseEvent.facts, Case.category_slug)
    return query.join(Case, Case.case_no == CaseEvent.case_no).where(*mine, CaseEvent.kind == Verb.TAG)


def _wanted(facts: dict[str, Any], name: str) -> dict[str, Any] | None:
    """How much an entry says was done for this campaign: {value, unit}."""
    if facts.get("campaign") != name or not facts.get("wanted"):
        return None
    return {"value": facts["wanted"]["value"], "unit": facts["wanted"]["unit"]}


def _known(categories: list[str]) -> None:
    unknown = sorted(set(categories) - {entry.slug for entry in catalog().entries})
    if unknown:
        detail = f"The catalogue has no {', '.join(unknown)}."
        raise InvalidBody(detail, errors=[{"pointer": "/categories", "detail": detail}])


def _once(units: list[str]) -> None:
    twice = next((unit for place, unit in enumerate(units) if unit in units[:place]), None)
    if twice is not None:
        detail = f"What is wanted in '{twice}' is there twice: leave one of them."
        raise InvalidBody(detail, errors=[{"pointer": "/wanted", "detail": detail}])


def _refusal(sentence: str) -> InvalidBody:
    return InvalidBody(sentence, errors=[{"pointer": "/campaign", "detail": sentence}])
