"""Decides what may be told, when, and what is tried again. Knows no table and no clock."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from app.core.clock import isoformat
from app.core.days import CITY_ZONE
from app.core.errors import AppError, InvalidBody
from app.core.wording import mask_numbers, storable

LONGEST_FACT: Final = 200
"""Characters of a fact that is text."""
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(hours=24)
"""From the first try on; after that a person has to look."""
UNCLAIMED_AFTER: Final = timedelta(minutes=10)
"""An urgent case that nobody claims: text messages after this, the duty telephone after as long again."""

KINDS: Final = frozenset(
    {
        *(
            "case-dispatched",
            "case-along",
            "case-recalled",
            "case-claimed",
            "case-unclaimed",
            "call-duty-phone",
            "case-handed-over",
            "case-disposed",
        ),
        *(
            "case-due-soon",
            "case-overdue",
            "stage-overdue",
            "case-rework",
            "case-suspended",
            "suspension-review",
            "case-resumed",
            "case-closed",
        ),
        *("suspension-review", "case-voided", "case-moved", "seven-days", "green-channel"),
        *("request-asked", "request-decided", "supervision", "supervision-answered"),
        *("whistle", "whistle-arrived", "whistle-late", "whistle-ended"),
        *("check-arranged", "check-failed", "check-passed", "reply-kept"),
        *("report-merged", "report-joined", "report-to-amend", "report-verify", "report-refused"),
        *("letter-due", "letter-answered", "notice-to-sign", "notice-issued", "notice-due", "notice-answered"),
        *("breach-handed-in", "breach-passed", "breach-failed", "breach-overdue", "breach-escalated"),
        *("breach-appealed", "appeal-due", "appeal-granted", "appeal-refused"),
        *("pledge-expiring", "pledge-resign", "pledge-visit"),
        *("complaint-filed", "complaint-due", "complaint-answered", "duty-changed", "digest", "test"),
    }
)
"""Each has a text for channels (`texts/`) and one in the program's own message files; tests hold both."""
URGES: Final = frozenset({"case-unclaimed"})
"""Kinds for which channels are used that carry nothing else (`Carries.ESCALATION`)."""
FACTS: Final = frozenset(
    {
        *("unit", "category", "place", "segment", "due_at", "at", "reason", "verb", "step", "order", "request", "outcome"),
        *("number", "count", "wanted", "resume_on", "reply_by", "starts_at", "ends_at", "merged_into", "report", "role"),
        *("lines", "rework"),
    }
)
"""What may be said. Whoever reported, telephone numbers and photos have no name here and are refused."""


class State(StrEnum):
    """Of one message on one channel: `failed` is what a provider said for good, `stuck` what nobody took for a day."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    READ = "read"
    STUCK = "stuck"


IN_APP: Final = "app"
"""The channel that is always there: the list in the program itself."""


class ChannelKind(StrEnum):
    """What carries messages out of the house."""

    SMS = "sms"
    WECOM_APP = "wecom-app"
    WECOM_ROBOT = "wecom-robot"
    DINGTALK_APP = "dingtalk-app"
    DINGTALK_ROBOT = "dingtalk-robot"
    GOV_DINGTALK = "gov-dingtalk"
    WEBHOOK = "webhook"


TO_PEOPLE: Final = frozenset({ChannelKind.SMS, ChannelKind.WECOM_APP, ChannelKind.DINGTALK_APP, ChannelKind.GOV_DINGTALK})
"""Channels that reach a person by an address of theirs; the others reach a group or a machine."""


class Carries(StrEnum):
    """What a channel is used for: everything at once, the urgent at once and the rest once a day, or less."""

    EACH = "each"
    DIGEST = "digest"
    URGENT = "urgent"
    ESCALATION = "escalation"


class UnknownKind(AppError):
    """A message that nobody has written."""

    status = 422
    slug = "invalid-body"
    title = "There is no such kind of message."


@dataclass(frozen=True)
class Quiet:
    """Minutes of the city's day in which nobody is disturbed, from `start` on until `end`; may cross midnight."""

    start: int = 22 * 60
    end: int = 7 * 60

    def rests(self, moment: datetime) -> bool:
        """Whether nobody is disturbed at this moment."""
        minute = _minute(moment)
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def next_waking(self, moment: datetime) -> datetime:
        """The moment itself, or when this night ends."""
        return next_time(moment, self.end) if self.rests(moment) else moment


def next_time(moment: datetime, minute: int) -> datetime:
    """When this minute of the city's day comes next, after `moment`."""
    local = moment.astimezone(CITY_ZONE)
    wanted = datetime.combine(local.date(), time(minute // 60, minute % 60), CITY_ZONE)
    return (wanted if wanted > local else wanted + timedelta(days=1)).astimezone(moment.tzinfo)


def _minute(moment: datetime) -> int:
    local = moment.astimezone(CITY_ZONE)
    return local.hour * 60 + local.minute


def checked_facts(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are stored: texts cut, with every telephone number in them masked.

    Raises UnknownKind, and InvalidBody for a fact that may not be told (a reporter's name, a photo).
    """
    if kind not in KINDS:
        raise UnknownKind(f"There is no message '{kind}': add it to the kinds and texts of app/telling.")
    foreign = sorted(set(facts) - FACTS)
    if foreign:
        raise InvalidBody(f"Messages must not carry {', '.join(foreign)}: only {', '.join(sorted(FACTS))}.")
    return {name: _told(value) for name, value in facts.items() if value is not None}


def _told(value: Any) -> str | int | bool | list[str]:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return isoformat(value)
    if isinstance(value, list | tuple):
        return [str(_told(str(one))) for one in value[:20]]
    return mask_numbers(storable(str(value)))[:LONGEST_FACT]


def carries(policy: str, kind: str, urgent: bool, only: Collection[str]) -> bool:
    """Whether a channel with this policy, for these kinds only (none: all), carries a message of this kind."""
    if only and kind not in only and kind not in URGES:
        return False
    if policy == Carries.ESCALATION:
        return kind in URGES
    return urgent or policy != Carries.URGENT


def pause_after(attempts: int, dice: random.Random) -> timedelta:
    """How long to wait after the `attempts`-th try: doubling, at most an hour, between half of it and all of it."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * int(2 ** min(attempts - 1, 16)))
    return whole * dice.uniform(0.5, 1.0)


def no_more_tries(begun_at: datetime, now: datetime) -> bool:
    """Whether it has been tried for long enough."""
    return now - begun_at >= GIVE_UP_AFTER
