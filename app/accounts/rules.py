"""Decides who may do what, who is seen where, and how long a failed login waits. Knows no request and no table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

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


class Role(StrEnum):
    """The simple bundles a small county starts with (the first four), and the posts of a bureau that divides the work."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    PATROL = "patrol"
    UNIT = "unit"
    RECEPTIONIST = "receptionist"
    """受理员: takes reports in."""
    SHIFT_LEADER = "shift-leader"
    """值班长: files and closes cases, decides what units ask for first."""
    DISPATCHER = "dispatcher"
    """派遣员: gives cases to units."""
    INSPECTOR = "inspector"
    """监督员: reports, verifies and checks on the spot."""
    STEWARD = "steward"
    """城市管理员: reports and solves on the spot."""
    STREET = "street"
    """街道: sees its scope, blows the whistle."""
    CHIEF = "chief"
    """路长: sees the own segments, blows the whistle."""
    OVERSIGHT = "oversight"
    """督导: supervises cases that stay undone."""
    CENTRE = "centre"
    """中心、分管领导: decides what a shift leader may not."""
    THIRD_PARTY = "third-party"
    """第三方: reports what it finds."""
    AUDITOR = "auditor"
    """审计员: reads the log, apart from whoever administers."""
    GALLERY = "gallery"
    """Given beside another role to a person who may also hand in pictures that were not taken on the spot."""


AT_A_DESK = frozenset(
    {
        *(Role.ADMIN, Role.SUPERVISOR, Role.RECEPTIONIST, Role.SHIFT_LEADER, Role.DISPATCHER),
        *(Role.OVERSIGHT, Role.CENTRE, Role.AUDITOR),
    }
)
"""Posts that see others' work: their login sessions end sooner."""
GIVEN_BESIDE = frozenset({Role.GALLERY})
"""Roles that are given to and taken from people who have another one."""


class Permission(StrEnum):
    """Single rights; posts are bundles of them."""

    SEND_REPORTS = "send-reports"
    READ_REPORTS = "read-reports"
    JUDGE_REPORTS = "judge-reports"
    READ_CASES = "read-cases"
    READ_AREAS = "read-areas"
    MANAGE_AREAS = "manage-areas"
    READ_CATALOG = "read-catalog"
    EDIT_CATALOG = "edit-catalog"
    OPEN_ORIGINALS = "open-originals"
    WATCH_DEVICES = "watch-devices"
    REPAIR_REPORTS = "repair-reports"
    MANAGE_PEOPLE = "manage-people"
    READ_AUDIT = "read-audit"
    EXPORT_EVIDENCE = "export-evidence"
    HOLD_EVIDENCE = "hold-evidence"
    REDACT = "redact"
    OWN_SESSION = "own-session"
    SEE_SCOPE = "see-scope"
    """Reports and cases of others, within the own scope."""
    FILE_CASES = "file-cases"
    DISPATCH_CASES = "dispatch-cases"
    HANDLE_CASES = "handle-cases"
    """Those of the own units."""
    ARRANGE_CHECKS = "arrange-checks"
    CHECK_CASES = "check-cases"
    CLOSE_CASES = "close-cases"
    APPROVE = "approve"
    APPROVE_HIGHER = "approve-higher"
    SUPERVISE_CASES = "supervise-cases"
    BLOW_WHISTLE = "blow-whistle"
    MANAGE_ROSTER = "manage-roster"
    EDIT_DISPATCH = "edit-dispatch"
    MANAGE_PERMITS = "manage-permits"
    MANAGE_CALENDAR = "manage-calendar"
    DRAFT_NOTICES = "draft-notices"
    SIGN_NOTICES = "sign-notices"
    HAND_OUT_NOTICES = "hand-out-notices"
    """In the street, with numbers of a phone's own and of categories authorised beforehand only."""
    READ_FIGURES = "read-figures"
    EXPORT_LISTS = "export-lists"
    ANSWER_COMPLAINTS = "answer-complaints"
    WATCH_MESSAGES = "watch-messages"
    IMPORT_GALLERY = "import-gallery"
    """Asked by the phone, which then wants a reason; a picture that comes all the same is kept and flagged, never refused."""


_EVERYONE = frozenset(
    {
        Permission.OWN_SESSION,
        Permission.SEND_REPORTS,
        Permission.READ_REPORTS,
        Permission.READ_CASES,
        Permission.READ_AREAS,
        Permission.READ_CATALOG,
    }
)
"""Anybody signed in may carry reports to the server: a phone may change hands before its outbox is empty."""

_AT_THE_DESK = frozenset({Permission.SEE_SCOPE, Permission.READ_FIGURES, Permission.EXPORT_LISTS})
_RECEIVING = frozenset(
    {
        Permission.JUDGE_REPORTS,
        Permission.OPEN_ORIGINALS,
        Permission.WATCH_DEVICES,
        Permission.REPAIR_REPORTS,
        Permission.ARRANGE_CHECKS,
        Permission.REDACT,
    }
)
_LEADING = frozenset(
    {
        Permission.FILE_CASES,
        Permission.CLOSE_CASES,
        Permission.APPROVE,
        Permission.SUPERVISE_CASES,
        Permission.OPEN_ORIGINALS,
        Permission.EXPORT_EVIDENCE,
        Permission.HOLD_EVIDENCE,
        Permission.DRAFT_NOTICES,
        Permission.HAND_OUT_NOTICES,
    }
)
_DISPATCHING = frozenset({Permission.DISPATCH_CASES, Permission.ARRANGE_CHECKS})
_CHECKING = frozenset({Permission.CHECK_CASES})

BUNDLES: dict[Role, frozenset[Permission]] = {
    Role.PATROL: _EVERYONE | _CHECKING | {Permission.HANDLE_CASES, Permission.HAND_OUT_NOTICES},
    Role.UNIT: _EVERYONE | {Permission.HANDLE_CASES},
    Role.GALLERY: _EVERYONE | {Permission.IMPORT_GALLERY},
    Role.RECEPTIONIST: _EVERYONE | _AT_THE_DESK | _RECEIVING,
    Role.SHIFT_LEADER: _EVERYONE | _AT_THE_DESK | _LEADING,
    Role.DISPATCHER: _EVERYONE | _AT_THE_DESK | _DISPATCHING,
    Role.SUPERVISOR: _EVERYONE | _AT_THE_DESK | _RECEIVING | _LEADING | _DISPATCHING,
    Role.INSPECTOR: _EVERYONE | _CHECKING,
    Role.STEWARD: _EVERYONE | {Permission.HANDLE_CASES, Permission.HAND_OUT_NOTICES},
    Role.STREET: _EVERYONE | _AT_THE_DESK | {Permission.HANDLE_CASES, Permission.BLOW_WHISTLE, Permission.DRAFT_NOTICES},
    Role.CHIEF: _EVERYONE | _AT_THE_DESK | {Permission.BLOW_WHISTLE},
    Role.OVERSIGHT: _EVERYONE | _AT_THE_DESK | {Permission.SUPERVISE_CASES},
    Role.CENTRE: _EVERYONE
    | _AT_THE_DESK
    | {Permission.APPROVE_HIGHER, Permission.SUPERVISE_CASES, Permission.SIGN_NOTICES, Permission.ANSWER_COMPLAINTS},
    Role.THIRD_PARTY: _EVERYONE,
    Role.AUDITOR: _EVERYONE | {Permission.READ_AUDIT},
    Role.ADMIN: frozenset(Permission),
}


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


@dataclass(frozen=True)
class Scope:
    """Segment codes, cell codes and units a person works with; all empty means the whole city."""

    segments: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    @property
    def whole_city(self) -> bool:
        """Whether nothing is left out."""
        return not (self.segments or self.cells or self.units)

    def covers(self, segment_code: str | None, cell_code: str | None) -> bool:
        """Whether a place belongs to this scope; a place in no area belongs to everybody's (contract §2)."""
        if not (self.segments or self.cells) or (segment_code is None and cell_code is None):
            return True
        return segment_code in self.segments or cell_code in self.cells


@dataclass(frozen=True)
class Actor:
    """The person who acts in a request; read anew for each, so that a right taken away is gone at once."""

    id: str
    username: str
    name: str
    roles: frozenset[Role]
    scope: Scope = field(default_factory=Scope)
    device_id: str | None = None
    password_given: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """The rights of all roles together."""
        return frozenset().union(*(BUNDLES[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles carries the right."""
        return any(permission in BUNDLES[role] for role in self.roles)

    @property
    def sees_others(self) -> bool:
        """Whether this person reads other people's reports (within the scope)."""
        return self.may(Permission.SEE_SCOPE)


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


def parse_roles(text: str) -> frozenset[Role]:
    """Roles from words separated by `;`, `,` or blanks. Raises InvalidBody naming the known ones."""
    words = [word for word in re.split(r"[;,\s]+", text.strip()) if word]
    try:
        roles = frozenset(Role(word) for word in words)
    except ValueError as error:
        raise InvalidBody(f"{error}: roles are {', '.join(Role)}.") from error
    if not roles:
        raise InvalidBody(f"No role given: roles are {', '.join(Role)}.")
    return roles
