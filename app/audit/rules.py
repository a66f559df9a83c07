"""Decides what an entry of the log is, in which bytes it is hashed, and what breaks the chain. Knows no table and no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

BEFORE_THE_FIRST: Final = "0" * 64
"""What the first entry has for the hash of the one before."""
ROWS: Final = "rows"
"""The fact that names rows: by name, the digest they had and the one they have since (null: there was none)."""


class Action(StrEnum):
    """What is noted."""

    LOGIN = "login"
    LOGIN_FAILED = "login-failed"
    LOGOUT = "logout"
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    PERSON_SWITCHED_OFF = "person-switched-off"
    PASSWORD_CHOSEN = "password-chosen"
    PASSWORD_RESET = "password-reset"
    RIGHT_GIVEN = "right-given"
    RIGHT_TAKEN = "right-taken"
    REPORT_FILED = "report-filed"
    PHOTO_STORED = "photo-stored"
    ORIGINAL_READ = "original-read"
    UNMASKED_READ = "unmasked-read"
    CONTACT_READ = "contact-read"
    VERDICT = "verdict"
    VERDICT_UNDONE = "verdict-undone"
    VERDICT_ANSWERED = "verdict-answered"
    CASE_EVENT = "case-event"
    HANDED_IN = "handed-in"
    QUARANTINED = "quarantined"
    QUARANTINE_SETTLED = "quarantine-settled"
    AREAS_UPLOADED = "areas-uploaded"
    AREAS_DISCARDED = "areas-discarded"
    AREAS_ACTIVATED = "areas-activated"
    AREAS_UNDONE = "areas-undone"
    CATALOG_CHANGED = "catalog-changed"
    CALENDAR_SET = "calendar-set"
    TIME_PLAN_SET = "time-plan-set"
    HANDLING_SET = "handling-set"
    GREEN_CHANNEL = "green-channel"
    UNIT_CHANGED = "unit-changed"
    MEMBER_CHANGED = "member-changed"
    DUTY_CHANGED = "duty-changed"
    CHIEF_CHANGED = "chief-changed"
    PERMIT_CHANGED = "permit-changed"
    DISPATCH_RULES_CHANGED = "dispatch-rules-changed"
    LETTER_CHANGED = "letter-changed"
    LIST_EXPORTED = "list-exported"
    FILTER_SHARED = "filter-shared"
    CAMPAIGN_CHANGED = "campaign-changed"
    CHANNEL_SET = "channel-set"
    TELLING_RULES_SET = "telling-rules-set"
    ADDRESS_SET = "address-set"
    MESSAGE_AGAIN = "message-again"
    MESSAGE_DROPPED = "message-dropped"
    COMPLAINT_FILED = "complaint-filed"
    COMPLAINT_ANSWERED = "complaint-answered"
    NOTICE = "notice"
    NOTICE_READ = "notice-read"
    NOTICES_EXPORTED = "notices-exported"
    NOTICE_TEMPLATE = "notice-template"
    NOTICE_BASIS = "notice-basis"
    NUMBER_BLOCK = "number-block"
    PLEDGE = "pledge"
    PLEDGE_REFUSED = "pledge-refused"
    PLEDGE_READ = "pledge-read"
    PLEDGE_SCHEME = "pledge-scheme"
    PLATE_ISSUED = "plate-issued"
    PLATE_ENDED = "plate-ended"
    PLATE_ADDRESS = "plate-address"
    CODE_TOLD = "code-told"
    MERCHANT_UNLOCKED = "merchant-unlocked"
    BREACH = "breach"
    BREACHES_SET = "breaches-set"
    ISSUE = "issue"
    ISSUES_ENTERED = "issues-entered"
    ISSUES_EXPORTED = "issues-exported"
    SHOP_CHANGED = "shop-changed"
    SHOPS_ENTERED = "shops-entered"
    SHOPS_EXPORTED = "shops-exported"
    SYNC_PAUSED = "sync-paused"
    SYNC_RESUMED = "sync-resumed"
    KEY_ROTATED = "key-rotated"
    PACKET_MADE = "packet-made"
    REDACTED = "redacted"
    LINK_MADE = "link-made"
    DESTROYED = "destroyed"
    RETENTION_SET = "retention-set"
    DIGESTS_TAKEN = "digests-taken"
    """Of rows from before the log vouched for their kind: what they were at the upgrade, not when they were written."""
    RESTORED = "restored"
    EMPTIED = "emptied"


class Acting(Protocol):
    """Who acts, as far as the log wants to know."""

    @property
    def id(self) -> str:
        """The person's."""

    @property
    def device_id(self) -> str | None:
        """The phone they are signed in on."""


class Who(NamedTuple):
    """Somebody who acts, known by ids only."""

    id: str
    device_id: str | None


class Entry(NamedTuple):
    """One entry; `facts` is the canonical JSON as it is stored, `hash` that of its line."""

    seq: int
    at: datetime
    actor_id: str | None
    device_id: str | None
    action: str
    object_kind: str
    object_id: str
    facts: str
    prev_hash: str
    hash: str


def canonical(value: Any) -> str:
    """JSON with sorted names, without blanks, Chinese as it is. Raises ValueError for NaN, TypeError for what is no JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def moment(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`: as exact as it is stored."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def line_of(entry: Entry) -> str:
    """What is hashed: nine fields with a tab between, the hash of the entry before as the last; `-` for nobody.

    No field can hold a tab or a line break: ids and slugs have none, JSON escapes them.
    """
    fields = (
        str(entry.seq), moment(entry.at), entry.actor_id or "-", entry.device_id or "-",
        entry.action, entry.object_kind, entry.object_id, entry.facts, entry.prev_hash,
    )  # fmt: skip
    return "\t".join(fields)


def hash_of(entry: Entry) -> str:
    """Hex SHA-256 of the entry's line in UTF-8."""
    return hashlib.sha256(line_of(entry).encode("utf-8", "surrogatepass")).hexdigest()


def digest(values: Iterable[Any]) -> str:
    """Hex SHA-256 of what stands in a row: the canonical JSON of its values in a fixed order, times as `moment`."""
    plain = [moment(value) if isinstance(value, datetime) else value for value in values]
    return hashlib.sha256(canonical(plain).encode("utf-8", "surrogatepass")).hexdigest()


def rows_named(facts: Mapping[str, Any]) -> dict[str, tuple[str | None, str]]:
    """By name the digests that rows had before this entry and have since."""
    return {name: (before, after) for name, (before, after) in facts.get(ROWS, {}).items()}


def break_in(entry: Entry, seq_before: int, hash_before: str) -> str | None:
    """What is wrong between an entry and the one before, None when it follows; a sentence without its subject."""
    if entry.seq != seq_before + 1:
        return f"entries {seq_before + 1} to {entry.seq - 1} are gone"
    if hash_of(entry) != entry.hash:
        return "its line was altered: it does not have the hash that stands beside it"
    if entry.prev_hash != hash_before:
        return f"does not follow entry {seq_before} as it is now: that one, or this, was replaced"
    return None
