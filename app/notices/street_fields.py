"""Decides what a manifest says of a paper that was given out in the street with it. Knows no table and no clock.

Odd fields are read as absent: the paper is out already, so nothing about it refuses a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.notices.rules import Means, ReceiverKind
from app.notices.schemas import MAX_POINTS, MAX_STROKES
from app.reports.fields import Fields

_RECEIVERS: Final = frozenset(str(kind) for kind in ReceiverKind)
_MEANS: Final = frozenset({str(Means.IN_PERSON), str(Means.LEFT)})
_MOST_BASIS: Final = 10
_LARGEST_ROW: Final = 2**31 - 1

Stroke = list[list[float]]


@dataclass(frozen=True)
class Service:
    """How it was handed over: signed in person, or left with a witness; None where nothing usable was said."""

    means: str | None
    at: datetime | None
    signer: str | None
    capacity: str | None
    strokes: list[Stroke]
    witness: str | None
    reason: str | None


@dataclass(frozen=True)
class StreetPaper:
    """A paper as the phone gave it out: its number from a block, whom it is for, what it wants, how it was served."""

    id: str | None
    template_id: int | None
    block_id: str | None
    running: int | None
    number: str | None
    at: datetime | None
    receiver_kind: str
    receiver_code: str | None
    receiver_name: str | None
    address: str
    basis: tuple[int, ...]
    requirement: str
    deadline: datetime | None
    service: Service


def read_paper(manifest: Mapping[str, Any]) -> StreetPaper | None:
    """The `paper` of a manifest; None without one."""
    if not isinstance(manifest.get("paper"), dict):
        return None
    said = Fields(dict(manifest)).part("paper")
    receiver = said.part("receiver")
    return StreetPaper(
        id=said.uuid("id"),
        template_id=_row(said.whole("template_id")),
        block_id=said.uuid("block_id"),
        running=_row(said.whole("running")),
        number=said.text("number", 60),
        at=said.moment("at"),
        receiver_kind=receiver.word("kind", _RECEIVERS) or ReceiverKind.PARTY.value,
        receiver_code=receiver.identifier("code", 40),
        receiver_name=receiver.text("name", 80),
        address=said.text("address", 120) or "",
        basis=_rows(said.value("basis")),
        requirement=said.text("requirement", 2_000) or "",
        deadline=said.moment("deadline"),
        service=_service(said.part("service")),
    )


def _service(said: Fields) -> Service:
    return Service(
        means=said.word("means", _MEANS),
        at=said.moment("at"),
        signer=said.text("signer", 80),
        capacity=said.text("capacity", 40),
        strokes=_strokes(said.value("strokes")),
        witness=said.text("witness", 80),
        reason=said.text("reason", 500),
    )


def _strokes(value: Any) -> list[Stroke]:
    """Lines of points between 0 and 1; anything else is no signature."""
    lines = value if isinstance(value, list) else []
    if len(lines) > MAX_STROKES or not all(isinstance(line, list) and 0 < len(line) <= MAX_POINTS for line in lines):
        return []
    if not all(_is_point(point) for line in lines for point in line):
        return []
    return [[[float(x), float(y)] for x, y in line] for line in lines]


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1 for one in point)
    )


def _rows(value: Any) -> tuple[int, ...]:
    named = value if isinstance(value, list) else []
    rows = [row for one in named if isinstance(one, int) and not isinstance(one, bool) and (row := _row(one)) is not None]
    return tuple(dict.fromkeys(rows))[:_MOST_BASIS]


def _row(number: int | None) -> int | None:
    """A row number that a database can look up."""
    return number if number is not None and 0 < number <= _LARGEST_ROW else None
