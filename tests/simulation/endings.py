"""What is looked at when the fortnight is over, in the rows themselves: no case is in an impossible state, every draw was
drawn as the published seed has it, and who was on duty was told."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text

from app.audit.models import AuditEntry
from app.cases.models import Case, CaseEvent
from app.core.db import db
from app.proof.rows import faults
from app.telling.models import Message
from tests.simulation.district import SAMPLED, set_handling
from tests.simulation.posts import ALL_STATES
from tests.simulation.world import World

OVER = "state IN ('closed', 'voided')"
WITH = "state IN ('dispatched', 'claimed', 'rework', 'disposed', 'checking', 'checked', 'suspended')"
OPEN_REQUESTS = "(SELECT count(*) FROM case_request r WHERE r.case_no = c.case_no AND r.state = 'open')"
OPEN_ORDERS = "(SELECT count(*) FROM supervision_order o WHERE o.case_no = c.case_no AND o.ended_at IS NULL)"
OPEN_WHISTLES = "(SELECT count(*) FROM whistle w WHERE w.case_no = c.case_no AND w.ended_at IS NULL)"
LEADS = "(SELECT count(*) FROM case_unit u WHERE u.case_no = c.case_no AND u.part = 'lead' AND u.until IS NULL)"
CALLED = "(SELECT count(*) FROM case_unit u WHERE u.case_no = c.case_no AND u.part = 'whistled' AND u.until IS NULL)"
LAST = "(SELECT e.state FROM case_event e WHERE e.case_no = c.case_no ORDER BY e.place DESC LIMIT 1)"


def _events(*kinds: str) -> str:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return f"(SELECT count(*) FROM case_event e WHERE e.case_no = c.case_no AND e.kind IN ({named}))"


IMPOSSIBLE = {
    "a state that is none": f"state NOT IN ({', '.join(repr(state) for state in sorted(ALL_STATES))})",
    "another state than its timeline ends with": f"state <> {LAST}",
    "over without an end, or ended and not over": f"({OVER}) <> (closed_at IS NOT NULL)",
    "nobody's, and with a unit": f"{WITH} AND unit_code IS NULL",
    "waiting for a unit, and with one": "state = 'filed' AND unit_code IS NOT NULL",
    "with a unit, and no clock": f"{WITH} AND (due_at IS NULL OR dispatched_at IS NULL)",
    "waiting for a unit, and with a clock": "state = 'filed' AND (due_at IS NOT NULL OR dispatched_at IS NOT NULL)",
    "being checked by nobody": "(state = 'checking') AND checker_id IS NULL",
    "handed in at no time": "state IN ('disposed', 'checking', 'checked', 'rework') AND disposed_at IS NULL",
    "decided in time or not, and not passed": "on_time IS NOT NULL AND state NOT IN ('checked', 'closed')",
    "passed, and not decided": "state IN ('checked', 'closed') AND disposed_at IS NOT NULL AND on_time IS NULL",
    "a clock that rests where it runs": "state IN ('dispatched', 'claimed', 'rework') AND paused_at IS NOT NULL",
    "a clock that runs where it rests": "state IN ('suspended', 'disposed', 'checking') AND paused_at IS NULL",
    "a step of the desk, and over": f"{OVER} AND stage_due_at IS NOT NULL",
    "more than one thing asked for": f"{OPEN_REQUESTS} > 1",
    "asked for, and handed in or over": (f"{OPEN_REQUESTS} > 0 AND state NOT IN ('filed', 'dispatched', 'claimed', 'rework')"),
    "orders counted wrongly, or left when it is over": f"supervised <> {OPEN_ORDERS} OR ({OVER} AND supervised > 0)",
    "whistles counted wrongly, or left when it is over": f"whistled <> {OPEN_WHISTLES} OR ({OVER} AND whistled > 0)",
    "units called by no whistle": f"whistled = 0 AND {CALLED} > 0",
    "led by none or by several": f"unit_code IS NOT NULL AND {LEADS} <> 1",
    "reworks counted wrongly": f"rework_count <> {_events('check-fail', 'send-back')}",
    "dispatches counted wrongly": f"dispatch_count <> {_events('dispatch', 'redispatch')} - {_events('recall')}",
    "closed by nobody's check": (f"state = 'closed' AND {_events('check-pass', 'closed-on-spot', 'rectified')} = 0"),
    "closed by a shop, and with a unit": f"{_events('rectified')} > 0 AND (state <> 'closed' OR dispatched_at IS NOT NULL)",
    "checked by who handled it": (
        "EXISTS (SELECT 1 FROM case_event e JOIN case_event h ON h.case_no = e.case_no AND h.by_id = e.by_id "
        "AND h.place < e.place WHERE e.case_no = c.case_no AND e.kind IN ('check-pass', 'check-fail') "
        "AND h.kind IN ('claim', 'progress', 'dispose'))"
    ),
}
"""Conditions on a case that no case may ever fulfil."""


def impossible() -> Iterator[str]:
    """Each such case, and what is impossible about it."""
    for what, condition in IMPOSSIBLE.items():
        for number, state in db.session.execute(text(f"SELECT case_no, state FROM case_file c WHERE {condition}")):
            yield f"{number} is {state}: {what}"


def approved_by_who_asked() -> Iterator[str]:
    """Requests that somebody decided who had asked for them."""
    rows = db.session.execute(text("SELECT case_no, by_id, steps FROM case_request"))
    for number, asker, steps in rows:
        if f'"by": "{asker}"' in str(steps) or f'"by":"{asker}"' in str(steps):
            yield f"{number}: decided by who asked"


def unvouched() -> Iterator[str]:
    """Rows that the log does not vouch for as they are."""
    yield from (str(fault) for fault in faults(Counter()))


def misdrawn(world: World) -> Iterator[str]:
    """The secret of the draws is told when it ends; every draw is drawn again with it, and it is the one promised before."""
    promised = world.ask(world.people["admin"][0], "GET", "/handling-settings")["seed_sha256"]
    set_handling(world, {"sl2_out_of_shop": 1})
    with world.app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "handling-set").order_by(AuditEntry.seq)).all()[
            -1
        ]
        secret = json.loads(entry.facts)["ended_seed"]
        if hashlib.sha256(secret.encode()).hexdigest() != promised:
            yield "the seed that was told is not the one that was promised"
        query = select(CaseEvent, Case).join(Case, Case.case_no == CaseEvent.case_no).where(CaseEvent.kind == "dispose")
        for event, case in db.session.execute(query.order_by(CaseEvent.case_no, CaseEvent.place)):
            turn = _turn(case.case_no, event.place)
            expected = _draw(secret, world, case.case_no, turn)
            if event.facts["draw"] != expected:
                yield f"{case.case_no} turn {turn}: drawn {event.facts['draw']}, by the seed {expected}"


def _turn(case_no: str, before: int) -> int:
    failed = text(
        "SELECT count(*) FROM case_event WHERE case_no = :no AND place < :place AND kind IN ('check-fail', 'send-back')"
    )
    return int(db.session.scalar(failed, {"no": case_no, "place": before}) or 0)


def _draw(secret: str, world: World, case_no: str, turn: int) -> dict[str, Any]:
    category = world.cases[case_no].category
    if category.urgent or category.group == "manhole":
        return {"checked": True, "why": "safety"}
    if category.slug not in SAMPLED:
        return {"checked": True, "why": "not-sampled"}
    seed = hmac.new(secret.encode(), f"{case_no}:{turn}".encode(), hashlib.sha256).hexdigest()
    value, percent = int(seed[:16], 16) % 10_000, SAMPLED[category.slug]
    return {"checked": value < percent * 100, "why": "drawn", "seed": seed, "percent": float(percent), "value": value}


def told_wrongly(world: World) -> Iterator[str]:
    """Who was told that their unit has a case: whoever was on duty at that minute, once for each time it was given."""
    wanted = Counter((no, person) for no, unit, at in world.told_units for person in world.on_duty(unit, at))
    query = select(Message.case_no, Message.person_id).where(Message.kind == "case-dispatched")
    with world.app.app_context():
        told = Counter((str(row[0]), str(row[1])) for row in db.session.execute(query))
    for pair in sorted(set(wanted) | set(told)):
        if wanted[pair] != told[pair]:
            yield f"{pair[0]}: {pair[1]} was to be told {wanted[pair]} times and was {told[pair]}"
