"""What a report of the demo's story consists of. Knows neither how it is made up nor the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.demo.spots import Spot


class Judgement(StrEnum):
    """What the supervisor decided, in the words of the interface."""

    ACCEPT = "accept"
    REJECT = "reject"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Shot:
    """One photo: its role, whether taken close up, whether of the place already put right, and when (device time)."""

    role: str
    close: bool
    put_right: bool
    taken_at: datetime
    source: str = "camera"


@dataclass(frozen=True)
class Fix:
    """What the phone measured: WGS-84 degrees, 95 % radius and the time of the fix (device time)."""

    lon: float
    lat: float
    accuracy_m: float
    fixed_at: datetime


@dataclass(frozen=True)
class Verdict:
    """The supervisor's decision; `same_as` is the index of the earlier report of a duplicate."""

    judgement: Judgement
    reason: str
    at: datetime
    same_as: int | None = None


@dataclass(frozen=True)
class Told:
    """One report as the phone sealed it, when it arrived, and its verdict (None: still in the inbox).

    `captured_at` is device time; `chooses_road`: if the place is ambiguous, the patrol taps the road it stands on.
    """

    index: int
    author: str
    spot: Spot
    captured_at: datetime
    received_at: datetime
    clock_offset_ms: int
    fix: Fix | None
    note: str
    handled_on_spot: bool
    numbers: tuple[str, ...]
    shots: tuple[Shot, ...]
    chooses_road: bool
    verdict: Verdict | None
    pledge_item: str | None = None
