"""Units and their people."""

from __future__ import annotations

from app.accounts import service as accounts
from app.accounts.rules import Role, Scope
from app.core import clock
from app.core.transaction import in_transaction
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from app.telling import people
from tests.conftest import PASSWORD


def member(username: str, *units: str, roles: tuple[Role, ...] = (Role.UNIT,), number: str | None = None) -> str:
    """A person of these units, reached under this number by text message; the id."""
    scope = Scope(units=frozenset(units))
    now = clock.now()
    person_id = in_transaction(lambda: accounts.add_person(username, "", roles, PASSWORD, now, scope=scope)).id
    if number is not None:
        in_transaction(lambda: people.set_address(person_id, "sms", number, now))
    return person_id


def unit(code: str, parent: str | None = None, *, outside: bool = False, phone: str | None = None) -> str:
    """A unit of this code; the code."""
    kind = UnitKind.OUTSIDE if outside else UnitKind.UNIT if parent else UnitKind.BUREAU
    facts = UnitFacts(name=f"{code} 队", kind=kind, parent_code=parent, duty_phone=phone, word=None)
    in_transaction(lambda: roster.put_unit(code, facts, None, None, new=True))
    return code
