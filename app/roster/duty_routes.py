"""Who is on duty and who answers for a road segment, over HTTP."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts import queries as people
from app.accounts.guard import actor, guard
from app.accounts.rules import Actor, Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.days import city_day, day_begins
from app.core.errors import NotAllowed
from app.core.if_match import ETAG_HEADER, IfMatch, IfMatchIfSaid, IfMatchOrNew, etag, revision
from app.core.transaction import transactional
from app.roster import duty_service, queries
from app.roster.duty_schemas import (
    ChiefArgs,
    ChiefBody,
    ChiefOut,
    ChiefsOut,
    DutiesOut,
    DutyArgs,
    DutyBody,
    DutyOut,
    chief_of,
    duty_of,
)
from app.roster.models import DutyTime, RoadChief
from app.roster.rules import refusal

blp = Blueprint("duty", __name__, url_prefix="/api/v1", description="Who is on duty, and the chiefs of road segments")
LONGEST_LOOK = timedelta(days=62)


@blp.get("/duty")
@guard(Permission.READ_CASES)
@blp.arguments(DutyArgs, location="query")
@blp.response(200, DutiesOut)
@blp.problems(401, 403, 422)
def list_duty(args: dict[str, Any]) -> dict[str, Any]:
    """Who is on duty on at most 62 days: of every unit for the desk, of the own ones for units."""
    if not timedelta() <= args["end"] - args["start"] < LONGEST_LOOK:
        raise refusal("/query/to", f"Ask for at most {LONGEST_LOOK.days} days, the last one not before the first.")
    start, end = _begins(args["start"]), _begins(args["end"]) + timedelta(days=1)
    rows = queries.duty_between(_units_to_know(actor(), args["unit"]), start, end)
    return {"items": _duty_bodies(rows)}


@blp.put("/duty/<uuid:duty_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(DutyBody)
@blp.response(200, DutyOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def put_duty(header: dict[str, str | None], body: dict[str, Any], duty_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Enter a duty under an id of your own (without If-Match), or change one that is not over."""
    read, wanted = _read(header["if_match"]), duty_of(str(duty_id), body)
    row = duty_service.put_duty(wanted, actor(), read, clock.now(), new=header["if_match"] is None)
    return _duty_bodies([row])[0], 200, etag(row.rev)


@blp.delete("/duty/<uuid:duty_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.response(204)
@blp.problems(401, 403, 404, 409, 412, 422)
@transactional
def remove_duty(header: dict[str, str | None], duty_id: UUID) -> None:
    """Take a duty out of the table that has not begun; with If-Match only as it was read."""
    duty_service.end_duty(str(duty_id), actor(), _read(header["if_match"]), clock.now())


@blp.get("/chiefs")
@guard(Permission.READ_CASES)
@blp.arguments(ChiefArgs, location="query")
@blp.response(200, ChiefsOut)
@blp.problems(401, 403, 422)
def list_chiefs(args: dict[str, Any]) -> dict[str, Any]:
    """Road chiefs by segment and level."""
    segments = None if args["segment"] is None else [args["segment"]]
    page = queries.chiefs_page(segments, args["on"], args["cursor"], args["limit"])
    return page.as_body([_chief_body(row) for row in page.items])


@blp.put("/chiefs/<uuid:chief_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(ChiefBody)
@blp.response(200, ChiefOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 412, 422)
@transactional
def put_chief(header: dict[str, str | None], body: dict[str, Any], chief_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Enter a road chief under an id of your own (without If-Match), or change an entry."""
    facts, new = chief_of(body), header["if_match"] is None
    row = duty_service.put_chief(str(chief_id), facts, actor(), _read(header["if_match"]), _today(), new=new)
    return _chief_body(row), 200, etag(row.rev)


@blp.delete("/chiefs/<uuid:chief_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatch, location="headers")
@blp.response(204)
@blp.problems(401, 403, 404, 412, 422)
@transactional
def end_chief(header: dict[str, str], chief_id: UUID) -> None:
    """Somebody is a chief no longer, from today on; what was stays on record."""
    duty_service.end_chief(str(chief_id), actor(), revision(header["if_match"]), _today())


def _units_to_know(who: Actor, asked: str | None) -> Collection[str] | None:
    """The units whose duty is told; None for all. Raises NotAllowed for one that is not this person's to know."""
    all_of_them = who.may(Permission.SEE_SCOPE) or who.may(Permission.MANAGE_ROSTER)
    own = queries.units_of(who)
    if asked is None:
        return None if all_of_them else own
    if not all_of_them and asked not in own:
        raise NotAllowed("This is for the unit itself and for whoever gives out its work.")
    return queries.subtree([asked])


def _read(if_match: str | None) -> int | None:
    return None if if_match is None else revision(if_match)


def _begins(day: date) -> datetime:
    """The first moment of a day of the city's calendar, kept clear of the ends of all calendars."""
    day = min(max(day, date(2000, 1, 1)), date(2999, 12, 31))
    return day_begins(day)


def _today() -> date:
    return city_day(clock.now())


def _duty_bodies(rows: list[DutyTime]) -> list[dict[str, Any]]:
    names = people.names({row.person_id for row in rows} | {row.stand_in_for for row in rows if row.stand_in_for})
    return [
        {
            "id": row.id,
            "unit": row.unit_code,
            "person": _named(row.person_id, names),
            "stand_in_for": _named(row.stand_in_for, names) if row.stand_in_for else None,
            "starts_at": clock.isoformat(row.starts_at),
            "ends_at": clock.isoformat(row.ends_at),
            "rev": row.rev,
        }
        for row in rows
    ]


def _named(person_id: str, names: dict[str, str]) -> dict[str, str]:
    return {"id": person_id, "name": names.get(person_id, "")}


def _chief_body(row: RoadChief) -> dict[str, Any]:
    shown = row.number_shown or actor().may(Permission.MANAGE_ROSTER)
    fields = ("id", "level", "name", "duty", "number_shown", "from_day", "to_day", "rev")
    body = {name: getattr(row, name) for name in fields}
    return {**body, "segment": row.segment_code, "person": row.person_id, "number": row.number if shown else None}
