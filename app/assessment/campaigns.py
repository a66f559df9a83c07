"""Decides what a campaign (专项行动) is, which cases may carry its name, and what it has come to. Flushes, never commits."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.assessment.models import Campaign
from app.audit.rules import Action
from app.audit.service import note
from app.cases.models import Case, CaseEvent
from app.cases.numbers import CITY_ZONE
from app.cases.rules import Verb
from app.cases.sight import visible
from app.catalog.queries import catalog
from app.core import if_match
from app.core.db import db
from app.core.errors import InvalidBody, NotFound


def campaigns() -> list[Campaign]:
    """All, the newest first."""
    return list(db.session.scalars(select(Campaign).order_by(Campaign.first_day.desc(), Campaign.name)))


def campaign(name: str) -> Campaign:
    """The campaign of this name. Raises NotFound."""
    found = db.session.get(Campaign, name)
    if found is None:
        raise NotFound()
    return found


def keep(by: Actor, name: str, header: str | None, first: date, last: date, categories: list[str], aim: str) -> Campaign:
    """Enters a campaign, or changes the one that is there. Raises InvalidBody, NotFound, Stale."""
    _known(categories)
    found = db.session.get(Campaign, name, with_for_update=True, populate_existing=True)
    if found is None:
        if header is not None:
            raise NotFound()
        found = Campaign(name=name, rev=0)
        db.session.add(found)
    else:
        if_match.check(header or "", found.rev)
    found.first_day, found.last_day, found.categories, found.aim, found.rev = first, last, categories, aim, found.rev + 1
    note(Action.CAMPAIGN_CHANGED, "campaign", name, by=by, first=str(first), last=str(last), categories=categories)
    db.session.flush()
    return found


def case_tagged(case: Case, kind: str, _by: Actor | None, now: datetime) -> None:
    """A case was given a campaign's name. Where campaigns are entered only those may be named, in their days and for their
    categories. Raises InvalidBody."""
    if kind != Verb.TAG or case.campaign is None or db.session.scalar(select(Campaign.name).limit(1)) is None:
        return
    found = db.session.get(Campaign, case.campaign)
    today = now.astimezone(CITY_ZONE).date()
    if found is None:
        raise _refusal("There is no campaign of this name: choose one of the list, or have it entered first.")
    if not found.first_day <= today <= found.last_day:
        raise _refusal(f"This campaign runs from {found.first_day} to {found.last_day}: choose one of these days.")
    if found.categories and case.category_slug not in found.categories:
        raise _refusal("This campaign is for other categories: choose another one.")


def summary(reader: Actor, name: str) -> dict[str, Any]:
    """What a campaign has come to, of the cases that this person may see."""
    mine = (Case.campaign == name, visible(reader, Case))
    states = select(Case.state, func.count()).where(*mine).group_by(Case.state)
    kinds = select(Case.category_slug, func.count()).where(*mine).group_by(Case.category_slug)
    by_state = {row[0]: row[1] for row in db.session.execute(states)}
    tagged = select(CaseEvent.facts).join(Case, Case.case_no == CaseEvent.case_no).where(*mine, CaseEvent.kind == Verb.TAG)
    counted: Counter[str] = Counter()
    for facts in db.session.scalars(tagged):
        if facts.get("campaign") == name and facts.get("wanted"):
            counted[facts["wanted"]["unit"]] += facts["wanted"]["value"]
    return {
        "cases": sum(by_state.values()),
        "states": by_state,
        "categories": {row[0] or "": row[1] for row in db.session.execute(kinds)},
        "quantities": [{"value": value, "unit": unit} for unit, value in sorted(counted.items())],
    }


def _known(categories: list[str]) -> None:
    unknown = sorted(set(categories) - {entry.slug for entry in catalog().entries})
    if unknown:
        detail = f"The catalogue has no {', '.join(unknown)}."
        raise InvalidBody(detail, errors=[{"pointer": "/categories", "detail": detail}])


def _refusal(sentence: str) -> InvalidBody:
    return InvalidBody(sentence, errors=[{"pointer": "/campaign", "detail": sentence}])
