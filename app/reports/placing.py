"""Decides where a report belongs: its position in WGS-84 and the placement with the choice its author made on the spot.

Its areas are those that were responsible when it happened, whenever it arrives. What those in force now say is no part
of it: `app/cases/present.py` tells that to whoever reads it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.areas import queries as areas
from app.areas.datum import Datum, to_wgs84
from app.areas.index import AreaIndex
from app.areas.placement import HEADING_APART_DEG, Candidate, Placement, Status, position_missing, with_choice
from app.cases.states import Flag
from app.core import clock
from app.reports.manifest import Heading, Manifest, Position


@dataclass(frozen=True)
class Placed:
    """A report's place: `position` in WGS-84 as readers get it (None without one), `degrees` the same unrounded
    (lon, lat), the placement with the name of the area version it is by, and flags of all."""

    position: dict[str, Any] | None
    degrees: tuple[float, float] | None
    placement: Placement
    version: str
    flags: tuple[str, ...]


def place(manifest: Manifest, author_id: str, own: AbstractSet[str], happened_at: datetime) -> Placed:
    """Where the report belongs by the areas of when it happened; `own` are the author's segments, which decide only
    exact ties, as the heading at the shutter does after them.

    The choice made on the spot counts when the server offers it or when the area pack the phone had did.
    """
    position, choice, why = manifest.position, manifest.segment_choice, manifest.segment_choice_why
    index = areas.index_of(areas.version_at(happened_at, areas.current_version_id()))
    if position is None:
        placement = with_choice(position_missing(), choice, author_id, why=why)
        return Placed(None, None, placement, index.version, placement.flags)
    placement = _placement(index, position, own)
    outside = (Flag.OUT_OF_AREA.value,) if placement.status is Status.OUTSIDE else ()
    if choice:
        placement = with_choice(placement, choice, author_id, _offered_by_pack(manifest.area_pack, index, position, own), why)
    degrees = to_wgs84(position.lon, position.lat, Datum(position.datum))
    return Placed(_as_read(position, *degrees), degrees, placement, index.version, (*placement.flags, *outside))


def _placement(index: AreaIndex, position: Position, own: AbstractSet[str]) -> Placement:
    heading_deg = usable_heading(position.heading)
    return index.place(position.lon, position.lat, position.accuracy_m, Datum(position.datum), own, heading_deg)


def usable_heading(heading: Heading | None) -> float | None:
    """The heading if it may decide: one that errs by more than the rule tells roads apart by, or by less than nothing,
    is recorded only. The phone does the same (`pwa/src/domain/heading.ts`)."""
    if heading is None or not 0.0 <= (heading.accuracy_deg or 0.0) <= HEADING_APART_DEG:
        return None
    return heading.deg


def _offered_by_pack(name: str | None, then: AreaIndex, position: Position, own: AbstractSet[str]) -> tuple[Candidate, ...]:
    """What the phone offered, when it had another version than that of then; its winner is offered too."""
    if name is None or name == then.version:
        return ()
    index = areas.index_named(name)
    if index is None:
        return ()
    placement = _placement(index, position, own)
    winner = placement.segment
    first = (Candidate("segment", winner.code, winner.name, winner.distance_m, 1.0),) if winner else ()
    return (*first, *placement.candidates)


def _as_read(position: Position, lon: float, lat: float) -> dict[str, Any]:
    """The position as readers get it; converted degrees are rounded to 1e-7 (a centimetre)."""
    if position.datum != Datum.WGS84.value:
        lon, lat = round(lon, 7), round(lat, 7)
    return {
        "lon": lon,
        "lat": lat,
        "accuracy_m": position.accuracy_m,
        "fixed_at": clock.isoformat(position.fixed_at) if position.fixed_at else None,
        "source": position.source,
        "datum": Datum.WGS84.value,
        **({"heading": asdict(position.heading)} if position.heading else {}),
    }
