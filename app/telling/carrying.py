"""Decides what an adapter is: it takes a message to one channel and says what came of it. Adapters know no table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from app.telling.reach import Answer

SOON = frozenset({408, 425, 429})
"""Refusals by which a server asks to come again."""
LONGEST_ASKED_S: Final = 3600


@dataclass(frozen=True)
class Parcel:
    """A message on its way: `address` is the receiver's on this channel, empty for a group or machine. Times are RFC 3339."""

    id: str
    kind: str
    text: str
    case_no: str | None
    facts: Mapping[str, Any]
    urgent: bool
    at: str
    address: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """The other side has it. `arrived`: it also said that the receiver has; `provider_id` is its number for it."""

    provider_id: str | None = None
    arrived: bool = False


@dataclass(frozen=True)
class Later:
    """It came to nothing, and another try may help. `after_s` is what the other side asked for."""

    why: str
    after_s: int | None = None


@dataclass(frozen=True)
class Refused:
    """It came to nothing, and the same again never helps: a person has to look."""

    why: str


Outcome = Taken | Later | Refused
Call = Callable[..., Answer]
"""`reach.call` with the house's reach: call(method, url, headers=…, body=…)."""


@dataclass(frozen=True)
class Line:
    """A channel as its adapter sees it: what is set, its secrets opened, and how to call."""

    id: str
    config: Mapping[str, str]
    secrets: Mapping[str, str]
    call: Call


@dataclass(frozen=True)
class Form:
    """What has to be set for a kind of channel: names with their preset values, None for what has none but is needed."""

    config: Mapping[str, str | None]
    secrets: tuple[str, ...]
    optional_secrets: tuple[str, ...] = field(default=())


class Adapter(Protocol):
    """A kind of channel. `again_is_once` says whether the other side recognises a message that comes a second time."""

    form: Form
    again_is_once: bool

    def carry(self, parcel: Parcel, line: Line) -> Outcome:
        """Takes the message there. Raises Unreachable and BadAddress as `reach.call` does."""


def as_json(value: Any) -> bytes:
    """A body: Chinese as it is, no blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def object_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer, empty for anything else."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def failure(answer: Answer) -> Outcome | None:
    """What an answer without success means; None for one with."""
    if 200 <= answer.status < 300:
        return None
    if answer.status in SOON or answer.status >= 500:
        return Later(f"answered {answer.status}", _asked(answer))
    if 300 <= answer.status < 400:
        return Refused(f"answered {answer.status}: redirects are not followed, set the address it leads to")
    return Refused(f"answered {answer.status}: {answer.body[:120].decode('utf-8', 'replace')}".rstrip(": "))


def said_no(said: Mapping[str, Any], busy: frozenset[int]) -> Outcome | None:
    """What `errcode` of a work chat means: 0 is success, those in `busy` ask to come again."""
    code = said.get("errcode")
    if code == 0:
        return None
    what = f"errcode {code}: {said.get('errmsg', 'no answer as documented')}"[:300]
    return Later(what, 60) if code in busy else Refused(what)


class Tokens:
    """Access tokens that a provider gives for some time, kept in this process only, by channel and what they were given for.

    `busy` are the codes by which the provider asks to come again, `stale` those of a token that has ended.
    """

    def __init__(self, busy: frozenset[int], stale: frozenset[int], now: Callable[[], float] = time.monotonic) -> None:
        self._busy, self._stale = busy, stale
        self._kept: dict[tuple[str, str], tuple[str, float]] = {}
        self._now = now

    def get(self, channel_id: str, given_for: str) -> str | None:
        """The token, None when there is none that still holds."""
        token, until = self._kept.get((channel_id, given_for), ("", 0.0))
        return token if token and self._now() < until else None

    def keep(self, channel_id: str, given_for: str, token: str, lives_s: int) -> None:
        """Keeps a token until a minute before its end."""
        self._kept[channel_id, given_for] = token, self._now() + max(0, lives_s - 60)

    def ask(self, line: Line, given_for: str, url: str) -> str | Outcome:
        """The token that is kept, else the one that the provider gives at `url`; or why there is none now."""
        kept = self.get(line.id, given_for)
        if kept is not None:
            return kept
        answer = line.call("GET", url)
        said = object_of(answer)
        wrong = failure(answer) or said_no(said, self._busy)
        if wrong is not None:
            return wrong
        token, lives = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token:
            return Refused("no access_token in the answer")
        self.keep(line.id, given_for, token, lives if isinstance(lives, int) else 0)
        return token

    def drop(self, channel_id: str, given_for: str) -> None:
        """Forgets a token that was refused."""
        self._kept.pop((channel_id, given_for), None)

    def use(self, line: Line, given_for: str, url: str, send: Callable[[str], Answer]) -> Answer | Outcome:
        """What is answered to a message sent with a token, as `ask` gets it; one that ended early is asked for once more."""
        for _ in range(2):
            token = self.ask(line, given_for, url)
            if not isinstance(token, str):
                return token
            answer = send(token)
            if object_of(answer).get("errcode") not in self._stale:
                break
            self.drop(line.id, given_for)
        return answer


def _asked(answer: Answer) -> int | None:
    text = answer.headers.get("retry-after", "").strip()
    return min(int(text), LONGEST_ASKED_S) if text.isascii() and text.isdecimal() and len(text) < 10 else None
