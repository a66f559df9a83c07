"""Decides the states of a paper, who may move it, what it must say, and how numbers are written. Knows no table and no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from app.core.days import CITY_ZONE, city_day
from app.core.errors import AppError, InvalidBody, NotAllowed

MAX_PHOTOS: Final = 6
BLOCK_LIVES: Final = timedelta(days=14)
"""An honest week offline and one more; then its unused numbers are void."""
MAX_BLOCK: Final = 50
_RUNNING: Final = "{n}"


class Kind(StrEnum):
    """What a paper is."""

    RECTIFICATION = "rectification"
    """整改通知单: says what has to be put right until when."""
    SUPERVISION = "supervision"
    """督办单: presses a unit; has a level, a time to reply by, and whom it is copied to."""


WORD_IN_NUMBER: Final = {Kind.RECTIFICATION: "改", Kind.SUPERVISION: "督"}


class State(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    SERVED = "served"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    ARCHIVED = "archived"
    VOIDED = "voided"


class Move(StrEnum):
    """What may be done with a paper; each is also the kind of the event it leaves."""

    CHANGE = "change"
    ISSUE = "issue"
    SERVE = "serve"
    ANSWER = "answer"
    REVIEW = "review"
    ARCHIVE = "archive"
    VOID = "void"


@dataclass(frozen=True)
class Path:
    """Where a move may begin and where it leads."""

    starts: frozenset[State]
    leads_to: State


MOVES: Final[dict[Move, Path]] = {
    Move.CHANGE: Path(frozenset({State.DRAFT}), State.DRAFT),
    Move.ISSUE: Path(frozenset({State.DRAFT}), State.ISSUED),
    Move.SERVE: Path(frozenset({State.ISSUED}), State.SERVED),
    Move.ANSWER: Path(frozenset({State.SERVED, State.REVIEWED}), State.ANSWERED),
    Move.REVIEW: Path(frozenset({State.SERVED, State.ANSWERED}), State.REVIEWED),
    Move.ARCHIVE: Path(frozenset({State.REVIEWED}), State.ARCHIVED),
    Move.VOID: Path(frozenset({State.DRAFT, State.ISSUED, State.SERVED, State.ANSWERED, State.REVIEWED}), State.VOIDED),
}
"""The machine as data. Who failed a review answers again; what is archived or void stays so."""
OPEN_STATES: Final = frozenset({State.ISSUED, State.SERVED, State.ANSWERED})
"""Something is still to come of the receiver or of us."""


class Means(StrEnum):
    """How a paper was served. That somebody has looked at it is none of these."""

    IN_PERSON = "in-person"
    LEFT = "left"
    ELECTRONIC = "electronic"


class ReceiverKind(StrEnum):
    """Whom a paper is for."""

    SHOP = "shop"
    UNIT = "unit"
    PARTY = "party"
    """A named person: the name is kept sealed."""


class IllegalMove(AppError):
    """The paper is not in a state from which this is possible; `allowed` says what is."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible in the paper's present state: read it again and choose one of the allowed moves."


class NotReady(AppError):
    """The draft cannot be issued yet; `why` is a word, `photos` those that nobody has decided about."""

    status = 409
    slug = "illegal-move"
    title = "This draft cannot be issued yet."


class NoNumberLeft(AppError):
    """The block has no such number to give; the paper stays a draft."""

    status = 409
    slug = "illegal-move"
    title = "This number is not free in the phone's block: keep the paper as a draft and fetch a new block."


class OtherSigner(NotAllowed):
    """Whoever drafted a paper does not sign it."""

    title = "Somebody else signs what you drafted: ask an issuing officer, or have the category authorised beforehand."


def after(state: State, move: Move) -> State:
    """The state a move leads to. Raises IllegalMove with the moves that are possible."""
    path = MOVES[move]
    if state not in path.starts:
        raise IllegalMove(state=state.value, allowed=allowed(state))
    return path.leads_to


def allowed(state: State) -> list[str]:
    """The moves that are possible from a state."""
    return [str(move) for move, path in MOVES.items() if state in path.starts]


def series_of(mark: str, kind: Kind, issued_at: datetime) -> str:
    """What numbers run in: the mark of the office, the word of the kind, the city's year. 望河改〔2026〕"""
    return f"{mark}{WORD_IN_NUMBER[kind]}〔{city_day(issued_at).year}〕"


def number_of(series: str, running: int) -> str:
    """As it stands on the paper: neither 第 nor leading zeros. 望河改〔2026〕12号"""
    return number_form(series).replace(_RUNNING, str(running))


def number_form(series: str) -> str:
    """How a number of the series is written, `{n}` standing for the running one: what a phone needs to write it."""
    return f"{series}{_RUNNING}号"


def block_ends(given_at: datetime) -> datetime:
    """When the unused numbers of a block become void: after `BLOCK_LIVES`, and never later than their year."""
    year_ends = datetime(city_day(given_at).year + 1, 1, 1, tzinfo=CITY_ZONE)
    return min(given_at + BLOCK_LIVES, year_ends.astimezone(given_at.tzinfo))


def place_for_signer(drafted_by: str, signer: str, may_sign: bool, authorised: bool) -> None:
    """Raises NotAllowed unless this person may issue: an officer who did not draft it, or anybody where the officer has
    authorised the category beforehand."""
    if authorised:
        return
    if not may_sign:
        raise NotAllowed("An issuing officer signs this paper: send them the draft.")
    if drafted_by == signer:
        raise OtherSigner()


def check_supervision(kind: Kind, level: str | None, reply_by: datetime | None) -> None:
    """A 督办单 has a level and a time to reply by, a 整改通知单 neither. Raises InvalidBody."""
    wanted = kind is Kind.SUPERVISION
    for pointer, value in (("/level", level), ("/reply_by", reply_by)):
        if wanted and value is None:
            raise refusal(pointer, "A supervision order says how urgent it is and by when to reply.")
        if not wanted and value is not None:
            raise refusal(pointer, "Only a supervision order has this: leave it out.")


def check_service(means: Means, said: Mapping[str, Any]) -> None:
    """What must be known of a service before it counts as one. Raises InvalidBody with the pointer of what is missing.

    In person: who signed in which capacity, with strokes or a photo of the signed paper. Left: a witness and a photo of
    the paper where it was left. Electronic: that the receiver agreed to it, and confirmed after a second factor.
    """
    if means is Means.IN_PERSON:
        _needs(said, "signer", "capacity")
        if not (said.get("strokes") or said.get("photo")):
            raise refusal("/strokes", "The signature is missing: have it signed here, or name a photo of the signed paper.")
    elif means is Means.LEFT:
        _needs(said, "witness", "photo", "reason")
    else:
        _needs(said, "consent_at", "confirmed_at", "factor")


def _needs(said: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not said.get(name):
            raise refusal(f"/{name}", "This way of serving is not complete without it.")


def check_printable(texts: Mapping[str, str], known: Collection[str]) -> None:
    """Raises InvalidBody for a text with a character that the papers' font does not have: it would be missing on paper."""
    for pointer, text in texts.items():
        missing = sorted({character for character in text if character not in known and character not in "\n\u3000"})
        if missing:
            raise refusal(pointer, f"These characters cannot be printed: {' '.join(missing)}. Write them another way.")


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong in one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
