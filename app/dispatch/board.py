"""Decides what whoever dispatches is shown: what waits, where it would go and why, how much units have in hand. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases.bodies import case_bodies
from app.cases.loop_models import CaseRequest
from app.cases.models import Case
from app.cases.sight import visible
from app.cases.states import CaseState
from app.core import clock
from app.core.db import db
from app.dispatch import queries
from app.dispatch.queries import Load
from app.dispatch.rules import Suggestion, evaluate
from app.dispatch.trying import named
from app.roster import queries as roster

MOST: Final = 200
"""Cases on the board at once; what is beyond waits its turn and is counted."""
Body = dict[str, Any]


def board(reader: Actor, now: datetime) -> Body:
    """{items [{case, suggestion, candidates, returned}], units, waiting, rules_version}: urgent ones first, then by the time
    within which they are dispatched. Each unit: {code, name, kind, outside, in_hand, due_soon, on_duty {id, name}|null}."""
    mine = (Case.state == CaseState.FILED, visible(reader, Case))
    order = (Case.urgent.desc(), Case.stage_due_at.is_(None), Case.stage_due_at, Case.id)
    cases = db.session.scalars(select(Case).where(*mine).order_by(*order).limit(MOST)).all()
    waiting = len(cases) if len(cases) < MOST else db.session.scalar(select(func.count()).select_from(Case).where(*mine)) or 0
    rules, at_work = queries.in_force(), queries.at_work()
    found = {case.case_no: evaluate(rules, queries.facts_of(case, now), at_work) for case in cases}
    units = _units(at_work, queries.loads(now), now)
    returned = _returned([case.case_no for case in cases if case.return_count or case.dispatch_count])
    items = [
        {
            "case": body,
            "suggestion": suggestion_body(found[case.case_no], units),
            "candidates": [units[code] for code in _candidates(found[case.case_no]) if code in units],
            "returned": returned.get(case.case_no),
        }
        for case, body in zip(cases, case_bodies(cases, reader, evidence=False), strict=True)
    ]
    return {"items": items, "units": list(units.values()), "waiting": waiting, "rules_version": rules.version}


def suggestion_body(found: Suggestion, units: Mapping[str, Body]) -> Body:
    """The wire form of a suggestion: {unit, rule, sure, why [{word, facts}], matching, conflicts, person}."""
    person = units[found.unit]["on_duty"] if found.unit and found.unit in units else None
    return {
        "unit": named(found.unit),
        "rule": found.rule,
        "sure": found.sure,
        "why": [{"word": word, "facts": facts} for word, facts in found.why],
        "matching": list(found.matching),
        "conflicts": list(found.conflicts),
        "person": person,
    }


def suggestion_of(case: Case, now: datetime) -> Body:
    """Where one case goes, as the board says it."""
    found = evaluate(queries.in_force(), queries.facts_of(case, now), queries.at_work())
    return suggestion_body(found, _units(queries.at_work(), queries.loads(now), now))


def _candidates(found: Suggestion) -> Sequence[str]:
    """Units that rules name, then their neighbours in the tree, each once."""
    tree = roster.tree()
    beside = [
        other.code
        for code in found.units
        for other in tree.children(tree.units[code].parent_code)
        if other.active and other.kind is tree.units[code].kind
    ]
    return list(dict.fromkeys([*found.units, *beside]))


def _units(codes: Collection[str], loads: Mapping[str, Load], now: datetime) -> dict[str, Body]:
    duty = roster.on_duty_of(codes, now)
    names = people.names({row.person_id for row in duty.values()})
    none = Load(0, 0)
    return {
        code: {
            "code": code,
            "name": unit.name,
            "kind": unit.kind.value,
            "outside": unit.outside,
            "in_hand": loads.get(code, none).in_hand,
            "due_soon": loads.get(code, none).due_soon,
            "on_duty": {"id": duty[code].person_id, "name": names.get(duty[code].person_id, "")} if code in duty else None,
        }
        for code, unit in roster.tree().units.items()
        if code in codes
    }


def _returned(case_nos: Collection[str]) -> dict[str, Body]:
    """By case the last return that was granted: {unit, reason, note, at}."""
    if not case_nos:
        return {}
    query = select(CaseRequest).where(CaseRequest.case_no.in_(case_nos), CaseRequest.kind == "return")
    rows = db.session.scalars(query.where(CaseRequest.state == "approved").order_by(CaseRequest.id))
    return {
        row.case_no: {"unit": named(row.unit_code), "reason": row.reason, "note": row.note, "at": clock.isoformat(row.at)}
        for row in rows
    }
