"""Decides what may be drawn over a photo and what a decision about it must say. Knows no table, no request and no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.errors import AppError, InvalidBody, Stale

MAX_BOXES: Final = 200
"""A crowd; more boxes than that are a photo nobody should hand out."""
SMALLEST: Final = 0.002
"""Of the side: three pixels of the picture that is shown."""
_DECIMALS: Final = 5
"""Fractions are kept to a tenth of a pixel of the largest photo that is decoded."""


class State(StrEnum):
    """What a person has decided about a photo; `pending` while nobody has."""

    PENDING = "pending"
    NONE_NEEDED = "none-needed"
    DONE = "done"


class BoxKind(StrEnum):
    """What a box hides."""

    FACE = "face"
    PLATE = "plate"
    PHONE = "phone"
    OTHER = "other"


class Box(NamedTuple):
    """A rectangle on the upright photo, as fractions (0–1) of its width and height, and what is under it."""

    left: float
    top: float
    width: float
    height: float
    kind: str


class NoPicture(AppError):
    """Sound, video, or bytes that do not decode: there is nothing to draw on, and nothing of it leaves."""

    status = 409
    slug = "illegal-move"
    title = "There is no picture of this evidence, so nothing can be hidden on it and it is never handed out."


class NotRedacted(AppError):
    """Something is asked for outside of which not everything has been decided; `photos` lists what waits."""

    status = 409
    slug = "illegal-move"
    title = "Not every photo has been redacted, or said to need no redaction: decide about those listed first."


def kept(box: Box) -> Box:
    """The box as it is stored: inside the picture and rounded. Raises InvalidBody for one that hides nothing."""
    left, top = round(box.left, _DECIMALS), round(box.top, _DECIMALS)
    width, height = round(min(box.width, 1 - left), _DECIMALS), round(min(box.height, 1 - top), _DECIMALS)
    if width < SMALLEST or height < SMALLEST:
        raise refusal("/boxes", f"A box has at least {SMALLEST} of the picture's width and height and lies inside it.")
    return Box(left, top, width, height, box.kind)


def check_decision(state: str, boxes: Collection[Box]) -> None:
    """Raises InvalidBody when the word and the boxes contradict each other."""
    if state == State.DONE and not boxes:
        raise refusal("/boxes", "Nothing is hidden: draw a box, or say that none is needed.")
    if state == State.NONE_NEEDED and boxes:
        raise refusal("/boxes", "A photo that needs no box has none: take them away, or say that it is done.")


def check_revision(named: str, rev: int) -> None:
    """Raises Stale when an If-Match names another revision than the present one; `*` is any."""
    known = {one.strip().removeprefix("W/").strip('"') for one in named.split(",")}
    if known.isdisjoint({"*", str(rev)}):
        raise Stale(rev=rev)


def fingerprint(boxes: Sequence[Box]) -> str:
    """What a drawn picture is named by beside its photo: 32 hex characters, the same for the same rectangles."""
    areas = sorted(box[:4] for box in boxes)
    return hashlib.sha256(json.dumps(areas).encode()).hexdigest()[:32]


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong in one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
