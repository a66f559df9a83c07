"""Decides where a report belongs: its position in WGS-84 and the placement with the choice its author made on the spot."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from app.areas import queries as areas
from app.areas.datum import Datum, to_wgs84
from app.areas.index import AreaIndex
from app.areas.placement import Candidate, Placement, Status, position_missing, with_choice
from app.cases.rules import Flag
from app.core import clock
from app.reports.manifest import Manifest, Position


@dataclass(frozen=True)
class Placed:
    """A report's place: `position` in WGS-84 as readers get it (None without one), placement, and flags of both."""

    position: dict[str, Any] | None
    placement: Placement
    flags: tuple[str, ...]


def place(manifest: Manifest, author_id: str, own: AbstractSet[str]) -> Placed:
    """Where the report belongs by the areas of now; `own` are the author's segments, which decide only exact ties.

    The choice made on the spot counts when the server offers it or when the area pack the phone had did.
    """
    position, choice = manifest.position, manifest.segment_choice
    if position is None:
        placement = with_choice(position_missing(), choice, author_id)
        return Placed(None, placement, placement.flags)
    index = areas.current_index()
    placement = _placement(index, position, own)
    outside = (Flag.OUT_OF_AREA.value,) if placement.status is Status.OUTSIDE else ()
    if choice:
        placement = with_choice(placement, choice, author_id, _offered_by_pack(manifest.area_pack, index, position, own))
    return Placed(_in_wgs84(position), placement, (*placement.flags, *outside))


def _placement(index: AreaIndex, position: Position, own: AbstractSet[str]) -> Placement:
    return index.place(position.lon, position.lat, position.accuracy_m, Datum(position.datum), own)


def _offered_by_pack(name: str | None, current: AreaIndex, position: Position, own: AbstractSet[str]) -> tuple[Candidate, ...]:
    """What the phone offered, when it had another version than ours; its winner is offered too."""
    if name is None or name == current.version:
        return ()
    index = areas.index_named(name)
    if index is None:
        return ()
    placement = _placement(index, position, own)
    winner = placement.segment
    first = (Candidate("segment", winner.code, winner.name, winner.distance_m, 1.0),) if winner else ()
    return (*first, *placement.candidates)


def _in_wgs84(position: Position) -> dict[str, Any]:
    """The position as readers get it; converted degrees are rounded to 1e-7 (a centimetre)."""
    datum = Datum(position.datum)
    lon, lat = position.lon, position.lat
    if datum is not Datum.WGS84:
        lon, lat = (round(degrees, 7) for degrees in to_wgs84(lon, lat, datum))
    return {
        "lon": lon,
        "lat": lat,
        "accuracy_m": position.accuracy_m,
        "fixed_at": clock.isoformat(position.fixed_at) if position.fixed_at else None,
        "source": position.source,
        "datum": Datum.WGS84.value,
    }
