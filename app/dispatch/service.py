"""Decides what is written when the rules change, and says where a case goes by those in force. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.models import Case
from app.cases.states import OPEN_STATES
from app.catalog import queries as catalog
from app.catalog.default_file import default_catalog
from app.catalog.rules import Group
from app.core.db import db
from app.core.errors import Stale
from app.core.locks import hold
from app.dispatch import queries
from app.dispatch.models import DispatchRules
from app.dispatch.reading import Known, check
from app.dispatch.rules import Suggestion, evaluate
from app.permits import queries as permits
from app.roster.rules import InUse

_RULES = "dispatch-rules"


def suggest(case: Case, now: datetime) -> Suggestion:
    """Where a case goes by the rules in force at this moment, and why; always an answer, sure or not."""
    return evaluate(queries.in_force(), queries.facts_of(case, now), queries.at_work())


def save(body: Mapping[str, Any], reason: str, version: int | None, by: Actor | None, now: datetime) -> DispatchRules:
    """Writes a further version of all rules; what `body` leaves out stays as it is. They hold from now on.

    `version` is the one that was read, None for any. Raises Stale or InvalidBody with pointers.
    """
    hold(_RULES)
    newest = queries.rules_row()
    reached = newest.version if newest else 0
    if version is not None and version != reached:
        raise Stale(rev=reached)
    kept = {**queries.EMPTY, **(newest.body if newest else {}), **{name: body[name] for name in queries.EMPTY if name in body}}
    check(kept, known())
    row = DispatchRules(version=reached + 1, body=kept, reason=reason, by_id=by.id if by else None, at=now)
    db.session.add(row)
    db.session.flush()
    note(Action.DISPATCH_RULES_CHANGED, "dispatch-rules", str(row.version), by=by, rules=len(kept["rules"]))
    return row


def known() -> Known:
    """What rules may name now."""
    return Known(
        units=queries.at_work(),
        categories={entry.slug for entry in catalog.catalog().entries},
        groups={group.value for group in Group},
        asset_types={cover.slug for cover in default_catalog().cover_types},
        zones={zone.id for zone in permits.zones()},
    )


def refuse_retiring(code: str) -> None:
    """Raises InUse while a unit has open cases or a rule names it: whoever takes it out of service sees to that first."""
    if db.session.scalar(select(Case.id).where(Case.unit_code == code, Case.state.in_(OPEN_STATES)).limit(1)) is not None:
        raise InUse("This unit has open cases: give them to another one first.")
    rules = queries.in_force()
    named = {rule.unit for rule in rules.rules} | {fallback.unit for fallback in rules.fallbacks}
    if code in named:
        raise InUse("A rule of dispatch names this unit: change the rule first.")
