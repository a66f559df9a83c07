"""Decides which posts there are, who may do what and who is seen where. Knows no request and no table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidBody


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


SHOPS: Final = "00000000-0000-4000-8000-000000000001"
"""Who brings what shops hand in by their plates: an account without posts that nobody can sign in to."""


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
    KEEP_SHOPS = "keep-shops"
    """The register of shops: entering, changing, merging, tables in, and whom a shop is reached by in full."""
    SIGN_PLEDGES = "sign-pledges"
    """门前五包 on the spot: explaining, taking signatures and refusals."""
    FILE_PLEDGES = "file-pledges"
    """备案: confirming by the paper original, filing in batches, ending."""
    SEE_PLEDGES = "see-pledges"
    """Shops of the scope and what they have promised."""


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

_AT_THE_DESK = frozenset({Permission.SEE_SCOPE, Permission.SEE_PLEDGES, Permission.READ_FIGURES, Permission.EXPORT_LISTS})
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
_CHECKING = frozenset({Permission.CHECK_CASES, Permission.SEE_PLEDGES})
_PLEDGING = frozenset({Permission.KEEP_SHOPS, Permission.SIGN_PLEDGES, Permission.FILE_PLEDGES})

BUNDLES: dict[Role, frozenset[Permission]] = {
    Role.PATROL: _EVERYONE | _CHECKING | {Permission.HANDLE_CASES, Permission.HAND_OUT_NOTICES, Permission.SIGN_PLEDGES},
    Role.UNIT: _EVERYONE | {Permission.HANDLE_CASES},
    Role.GALLERY: _EVERYONE | {Permission.IMPORT_GALLERY},
    Role.RECEPTIONIST: _EVERYONE | _AT_THE_DESK | _RECEIVING,
    Role.SHIFT_LEADER: _EVERYONE | _AT_THE_DESK | _LEADING,
    Role.DISPATCHER: _EVERYONE | _AT_THE_DESK | _DISPATCHING,
    Role.SUPERVISOR: _EVERYONE | _AT_THE_DESK | _RECEIVING | _LEADING | _DISPATCHING | _PLEDGING,
    Role.INSPECTOR: _EVERYONE | _CHECKING,
    Role.STEWARD: _EVERYONE | {Permission.HANDLE_CASES, Permission.HAND_OUT_NOTICES, Permission.SEE_PLEDGES},
    Role.STREET: _EVERYONE
    | _AT_THE_DESK
    | {Permission.HANDLE_CASES, Permission.BLOW_WHISTLE, Permission.DRAFT_NOTICES, Permission.FILE_PLEDGES},
    Role.CHIEF: _EVERYONE | _AT_THE_DESK | {Permission.BLOW_WHISTLE},
    Role.OVERSIGHT: _EVERYONE | _AT_THE_DESK | {Permission.SUPERVISE_CASES},
    Role.CENTRE: _EVERYONE
    | _AT_THE_DESK
    | {Permission.APPROVE_HIGHER, Permission.SUPERVISE_CASES, Permission.SIGN_NOTICES, Permission.ANSWER_COMPLAINTS},
    Role.THIRD_PARTY: _EVERYONE,
    Role.AUDITOR: _EVERYONE | {Permission.READ_AUDIT},
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True)
class Scope:
    """Segment codes, cell codes and units a person works with; all empty means the whole city."""

    segments: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

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
