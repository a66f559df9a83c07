"""Decides how people sign in: which names and passwords are good, how long a failed login waits, when a login session ends.

Knows no request and no table.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.accounts.rules import AT_A_DESK, Role
from app.core.errors import AppError, InvalidBody, NotAllowed, TooManyRequests

FREE_FAILURES = 4
"""Failed logins without delay; from the fifth on each waits longer (contract §2)."""
FIRST_DELAY_S = 2
LONGEST_DELAY_S = 15 * 60
FAILURES_FORGOTTEN_AFTER = timedelta(hours=24)
DESK_IDLE = timedelta(hours=12)
FIELD_IDLE = timedelta(days=90)
"""A phone must survive a quarter without signing in again: capture never waits for a login (offline work)."""
MIN_PASSWORD = 10
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class BadCredentials(AppError):
    """The same answer for a wrong password and an unknown name."""

    status = 401
    slug = "bad-credentials"
    title = "Name or password is wrong."


class NotSignedIn(AppError):
    """No login session, or an ended one."""

    status = 401
    slug = "not-signed-in"
    title = "Sign in first. What is on your phone stays there."


class PasswordGiven(AppError):
    """Signed in with a password that somebody else knows."""

    status = 401
    slug = "password-given"
    title = "Choose a password of your own first. What is on your phone stays there."


class LoginDelayed(TooManyRequests):
    """Too many failures for this name from this address; waiting helps, nobody else is shut out."""

    title = "Too many failed logins from here: wait, then try again."


class DemoOnlyHere(NotAllowed):
    """Demo accounts open from this machine only."""

    title = "Demo accounts work only on the machine that runs the server, opened as 127.0.0.1 or localhost."


def session_idle(roles: frozenset[Role]) -> timedelta:
    """How long a login session lives without use: long on the street, short at a desk that sees everything."""
    return DESK_IDLE if roles & AT_A_DESK else FIELD_IDLE


def login_delay_s(failures: int) -> int:
    """Seconds to wait before the next try after `failures` failed ones: 0, then doubling up to a quarter of an hour."""
    if failures <= FREE_FAILURES:
        return 0
    return min(LONGEST_DELAY_S, int(FIRST_DELAY_S * 2 ** min(failures - FREE_FAILURES - 1, 20)))


def remaining_delay_s(failures: int, last_failure: datetime, now: datetime) -> int:
    """Seconds still to wait at `now`, at least 1 while any remain."""
    left = (last_failure + timedelta(seconds=login_delay_s(failures)) - now).total_seconds()
    return max(1, round(left)) if left > 0 else 0


def check_username(username: str) -> str:
    """The name as it is stored. Raises InvalidBody with the allowed form."""
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise InvalidBody(f"'{username}' is no user name: 2 to 40 of a-z 0-9 . _ - and it starts with a letter or digit.")
    return name


def check_password(password: str, username: str) -> str:
    """The password if it is long enough and not the name. Raises InvalidBody."""
    if len(password) < MIN_PASSWORD or username in password.lower():
        raise InvalidBody(f"Choose a password of at least {MIN_PASSWORD} characters that does not contain the name.")
    return password


def check_chosen(chosen: str, current: str, username: str) -> None:
    """Raises InvalidBody with a pointer for a new password that breaks the rule or is the old one."""
    try:
        check_password(chosen, username)
    except InvalidBody as error:
        raise InvalidBody(error.detail, errors=[{"pointer": "/chosen", "detail": error.detail}]) from error
    if chosen == current:
        detail = "This is the password that you were given: choose another one."
        raise InvalidBody(detail, errors=[{"pointer": "/chosen", "detail": detail}])
