"""Units and their people over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotAllowed, NotFound
from app.core.if_match import ETAG_HEADER, IfMatch, IfMatchOrNew, etag, revision
from app.core.paging import Page
from app.core.transaction import transactional
from app.roster import queries, service
from app.roster.rules import UnitRow
from app.roster.schemas import AccountsOut, MembersOut, NewUnitBody, PeopleArgs, UnitBody, UnitOut, UnitsOut, facts_of

blp = Blueprint("roster", __name__, url_prefix="/api/v1", description="Units and who belongs to them")


@blp.get("/units")
@guard(Permission.READ_CASES)
@blp.response(200, UnitsOut)
@blp.problems(401, 403)
def list_units() -> dict[str, Any]:
    """All units, retired ones included; `parent_code` makes them a tree."""
    return {"items": list(queries.tree().units.values())}


@blp.post("/units")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(NewUnitBody)
@blp.response(201, UnitOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422)
@transactional
def add_unit(body: dict[str, Any]) -> tuple[UnitRow, int, dict[str, str]]:
    """Enter a unit."""
    unit = service.put_unit(body["code"], facts_of(body), actor(), None, new=True)
    return unit, 201, etag(unit.rev)


@blp.put("/units/<code>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(UnitBody)
@blp.response(200, UnitOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def put_unit(header: dict[str, str | None], body: dict[str, Any], code: str) -> tuple[UnitRow, int, dict[str, str]]:
    """Enter a unit (without If-Match) or change one, which takes a retired one back into service unless it says otherwise."""
    kept = queries.unit(code)
    facts, if_match = facts_of(body, kept.word if kept else None), header["if_match"]
    if if_match is not None and not body["active"]:
        unit = service.retire_unit(code, actor(), revision(if_match), clock.now())
    else:
        unit = service.put_unit(code, facts, actor(), None if if_match is None else revision(if_match), new=if_match is None)
    return unit, 200, etag(unit.rev)


@blp.delete("/units/<code>")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(IfMatch, location="headers")
@blp.response(200, UnitOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404, 409, 412, 422)
@transactional
def retire_unit(header: dict[str, str], code: str) -> tuple[UnitRow, int, dict[str, str]]:
    """Take a unit out of service: nothing rests on it any more; its name stays for the cases it had."""
    unit = service.retire_unit(code, actor(), revision(header["if_match"]), clock.now())
    return unit, 200, etag(unit.rev)


@blp.get("/units/<code>/members")
@guard(Permission.READ_CASES)
@blp.response(200, MembersOut)
@blp.problems(401, 403, 404)
def list_members(code: str) -> dict[str, Any]:
    """The people of this very unit: for those who give out its work, and for the unit itself."""
    if queries.unit(code) is None:
        raise NotFound()
    _check_may_know(code)
    duty = queries.on_duty(code, clock.now())
    return {
        "items": [
            {"id": one.id, "name": one.name, "roles": sorted(one.roles), "on_duty": duty is not None and duty.person_id == one.id}
            for one in queries.members(code)
        ]
    }


@blp.put("/units/<code>/members/<uuid:person_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.response(204)
@blp.problems(401, 403, 404, 422)
@transactional
def add_member(code: str, person_id: UUID) -> None:
    """Make a person one of a unit; they see its cases from their next request on."""
    service.join(code, str(person_id), actor())


@blp.delete("/units/<code>/members/<uuid:person_id>")
@guard(Permission.MANAGE_ROSTER)
@blp.response(204)
@blp.problems(401, 403, 404, 409)
@transactional
def remove_member(code: str, person_id: UUID) -> None:
    """A person is no longer one of a unit."""
    service.leave(code, str(person_id), actor(), clock.now())


@blp.get("/people")
@guard(Permission.MANAGE_ROSTER)
@blp.arguments(PeopleArgs, location="query")
@blp.response(200, AccountsOut)
@blp.problems(401, 403, 422)
def list_people(args: dict[str, Any]) -> Page[dict[str, Any]]:
    """Accounts in use, to put units together."""
    return queries.people_page(args["words"], args["cursor"], args["limit"])


def _check_may_know(code: str) -> None:
    who = actor()
    if not (who.may(Permission.SEE_SCOPE) or who.may(Permission.MANAGE_ROSTER) or code in queries.units_of(who)):
        raise NotAllowed("This is for the unit itself and for whoever gives out its work.")
