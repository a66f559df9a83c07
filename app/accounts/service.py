"""Decides what is written when people are added, sign in and out. Flushes, never commits."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import uuid_utils
from sqlalchemy import delete, select

from app.accounts import passwords
from app.accounts.login_rules import (
    FAILURES_FORGOTTEN_AFTER,
    BadCredentials,
    LoginDelayed,
    check_username,
    remaining_delay_s,
    session_idle,
)
from app.accounts.models import DevicePerson, LoginFailure, LoginSession, Person, ScopeEntry
from app.accounts.passwords import GivenPassword
from app.accounts.queries import actor_of, person_by_id, person_by_username, was_signed_in_on
from app.accounts.rules import SHOPS, Actor, Role, Scope
from app.audit.rules import Action, Who
from app.audit.service import note
from app.core.db import db
from app.core.errors import InvalidBody, Stale
from app.core.locks import hold
from app.core.statements import insertion

ABSOLUTE_LIFETIME = timedelta(days=365)
TOUCH_EVERY = timedelta(minutes=5)
"""A session's last use is written at most this often, so reading does not mean writing."""
UNKNOWN = "unknown"
"""Whom a failed login is about when nobody has that name."""
_BIND = insertion(DevicePerson)


@dataclass(frozen=True)
class Login:
    """A started login session: who, and the token that only the cookie holds."""

    actor: Actor
    token: str


def add_person(
    username: str,
    name: str,
    roles: Iterable[Role],
    password: str | GivenPassword,
    now: datetime,
    *,
    scope: Scope | None = None,
    demo: bool = False,
) -> Person:
    """Adds an account; a GivenPassword may have to be replaced. Raises InvalidBody for a name taken or malformed."""
    username = check_username(username)
    if person_by_username(username) is not None:
        raise InvalidBody(f"There is already an account '{username}': choose another name.")
    person = Person(
        id=str(uuid_utils.uuid7()),
        username=username,
        name=name.strip() or username,
        roles=sorted(roles),
        password_hash=passwords.hash_password(password) if isinstance(password, str) else password.hash,
        password_given=not isinstance(password, str) and password.to_replace,
        demo=demo,
        created_at=now,
        scope_entries=_entries(scope or Scope()),
    )
    db.session.add(person)
    db.session.flush()
    note(Action.PERSON_ADDED, "person", person.id, roles=person.roles, demo=demo)
    return person


def shops(shop_id: str, now: datetime) -> Actor:
    """Who acts when a shop hands something in by its plate; each shop is a device of its own. The account is made when it is
    first needed: it has no post, no password that fits, and is switched off."""
    if person_by_id(SHOPS) is None:
        row = {"username": "@shops", "name": "商户", "roles": [], "password_hash": passwords.hash_of_nobody()}
        db.session.add(Person(id=SHOPS, **row, active=False, demo=False, created_at=now, scope_entries=[]))
        db.session.flush()
    return Actor(SHOPS, "@shops", "商户", frozenset(), device_id=shop_id)


def give_role(username: str, role: Role) -> bool:
    """Gives a person a role of `GIVEN_BESIDE`; False when they have it. It holds from their next request on."""
    return _change_role(username, role, Action.RIGHT_GIVEN, wanted=True)


def take_role(username: str, role: Role) -> bool:
    """Takes such a role away; False when they do not have it."""
    return _change_role(username, role, Action.RIGHT_TAKEN, wanted=False)


def choose_password(person_id: str, seen_hash: str, new_hash: str, token: str) -> None:
    """A person has chosen a password; of their login sessions only the one of this token goes on.

    `seen_hash` is what the old one was compared with. Raises Stale when somebody gave another one meanwhile.
    """
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if person.password_hash != seen_hash:
        raise Stale("Your password was changed a moment ago: sign in again with the new one.")
    person.password_hash, person.password_given = new_hash, False
    others = delete(LoginSession).where(LoginSession.person_id == person_id, LoginSession.token_hash != token_hash(token))
    db.session.execute(others)
    db.session.flush()
    note(Action.PASSWORD_CHOSEN, "person", person_id)


def give_password(person: Person, given: GivenPassword) -> None:
    """Gives a person another password; their login sessions end."""
    person.password_hash, person.password_given = given.hash, given.to_replace
    person.rev += 1
    sign_out_everywhere(person.id)
    note(Action.PASSWORD_RESET, "person", person.id)


def sign_out_everywhere(person_id: str) -> None:
    """Ends all login sessions of a person; what is on their phones stays there."""
    db.session.execute(delete(LoginSession).where(LoginSession.person_id == person_id))
    db.session.flush()


def _change_role(username: str, role: Role, action: Action, *, wanted: bool) -> bool:
    person = person_by_username(check_username(username))
    if person is None:
        raise InvalidBody(f"There is no account '{username}'.")
    if (role in person.roles) is wanted:
        return False
    person.roles = sorted({*person.roles, role.value} - (set() if wanted else {role.value}))
    person.rev += 1
    db.session.flush()
    note(action, "person", person.id, role=role.value)
    return True


def sign_in(username: str, password_fits: bool, address: str, device_id: str | None, now: datetime) -> Login:
    """Starts a login session after a password check made outside the transaction (hashing is slow by design).

    Raises BadCredentials when it did not fit. The caller records the failure in a transaction of its own,
    because a raised refusal rolls this one back.
    """
    person = person_by_username(username) if password_fits else None
    if person is None or not person.active:
        raise BadCredentials()
    db.session.execute(delete(LoginFailure).where(LoginFailure.username == username, LoginFailure.address == address))
    token = secrets.token_urlsafe(32)
    idle = session_idle(frozenset(Role(role) for role in person.roles))
    db.session.add(
        LoginSession(
            token_hash=token_hash(token),
            person_id=person.id,
            device_id=device_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + idle,
        )
    )
    db.session.flush()
    note(Action.LOGIN, "person", person.id, by=Who(person.id, device_id))
    if device_id is not None:
        bind_device(device_id, person.id, now)
    return Login(actor_of(person, device_id), token)


def check_login_allowed(username: str, address: str, now: datetime) -> None:
    """Raises LoginDelayed while this name from this address has to wait."""
    failure = _failure(username, address)
    if failure is None:
        return
    wait = remaining_delay_s(failure.count, failure.last_at, now)
    if wait:
        raise LoginDelayed(retry_after_s=wait)


def record_failure(username: str, address: str, now: datetime) -> None:
    """Counts a failed login; a day without failures starts from nothing.

    It is noted without the name that was typed: it may be no name but a password in the wrong field.
    """
    hold(f"login-failure:{username[:64]}:{address}")
    failure = _failure(username, address)
    if failure is None:
        db.session.add(LoginFailure(username=username[:64], address=address, count=1, last_at=now))
    else:
        failure.count = 1 if now - failure.last_at > FAILURES_FORGOTTEN_AFTER else failure.count + 1
        failure.last_at = now
    db.session.flush()
    known = db.session.scalar(select(Person.id).where(Person.username == username))
    note(Action.LOGIN_FAILED, "person", known or UNKNOWN)


def touch_session(token_hash: bytes, idle: timedelta, now: datetime) -> None:
    """Notes that a session is in use and moves its end, never past a year from its start."""
    session = db.session.get(LoginSession, token_hash)
    if session is None:
        return  # signed out from elsewhere a moment ago
    session.last_used_at = now
    session.expires_at = min(now + idle, session.created_at + ABSOLUTE_LIFETIME)
    db.session.flush()


def sign_out(token: str) -> None:
    """Ends the session of this token; nothing else is deleted anywhere."""
    ended = db.session.get(LoginSession, token_hash(token))
    if ended is None:
        return
    db.session.delete(ended)
    note(Action.LOGOUT, "person", ended.person_id, by=Who(ended.person_id, ended.device_id))


def bind_device(device_id: str, person_id: str, now: datetime) -> None:
    """Remembers that this person has been signed in on this device."""
    if not was_signed_in_on(person_id, device_id):
        _BIND.write(device_id=device_id, person_id=person_id, first_at=now)


def token_hash(token: str) -> bytes:
    """SHA-256 of a session token: what the database knows of it."""
    return hashlib.sha256(token.encode()).digest()


def _failure(username: str, address: str) -> LoginFailure | None:
    query = select(LoginFailure).where(LoginFailure.username == username[:64], LoginFailure.address == address)
    return db.session.scalar(query)


def _entries(scope: Scope) -> list[ScopeEntry]:
    kinds = (("segment", scope.segments), ("cell", scope.cells), ("unit", scope.units))
    return [ScopeEntry(kind=kind, code=code) for kind, codes in kinds for code in sorted(codes)]
