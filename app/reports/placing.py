"""Decides where a report belongs: its position in WGS-84 and the placement with the choice its author made on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas.datum import Datum, to_wgs84
from app.areas.placement import Placement, position_missing
from app.core import clock
from app.reports.manifest import Manifest, Position


@dataclass(frozen=True)
class Placed:
    """A report's place: `position` in WGS-84 as readers get it (None without one), placement, and flags of both."""

    position: dict[str, Any] | None
    placement: Placement
    flags: tuple[str, ...]


def place(manifest: Manifest, author_id: str) -> Placed:
    """Where the report belongs by the areas of now."""
    if manifest.position is None:
        placement = position_missing()
        return Placed(None, placement, placement.flags)
    return Placed(_in_wgs84(manifest.position), position_missing(), ())


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
