"""Writes tests/contract/permit_vectors.json, which server and phone hold their rules against.

Run it after a change of the rules: .venv/bin/python -m tests.permits.make_vectors
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from app.permits import weekly
from app.permits.rules import PermitKind, Zone, checked_ring, whole
from app.permits.weekly import Span

FILE = Path(__file__).parents[1] / "contract" / "permit_vectors.json"
CORNERS = {
    "square": ((113.67, 34.74), (113.672, 34.74), (113.672, 34.742), (113.67, 34.742)),
    "notched": ((113.67, 34.74), (113.674, 34.74), (113.674, 34.743), (113.672, 34.741), (113.67, 34.743)),
    "slanted": ((113.6701234, 34.7400001), (113.6733333, 34.7411117), (113.6709, 34.7430999)),
    "west": ((-70.01, -33.45), (-70.0, -33.45), (-70.0, -33.44)),
}
HOURS: dict[str, tuple[Span, ...]] = {
    "always": (),
    "mornings": (Span((1, 2, 3, 4, 5, 6, 7), 330, 510),),
    "weekend and a night": (Span((6, 7), 0, 1440), Span((5,), 1200, 1440), Span((1,), 0, 120)),
}
CATEGORIES = {"all": frozenset[str](), "stalls": frozenset({"sl2_mobile_vendor", "sl2_road_occupying"})}
MOMENTS = (
    datetime(2026, 11, 20, 21, 29, 59, 999_000, tzinfo=UTC),
    datetime(2026, 11, 20, 21, 30, tzinfo=UTC),
    datetime(2026, 11, 21, 0, 29, 59, tzinfo=UTC),
    datetime(2026, 11, 21, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
    datetime(2026, 11, 22, 16, 0, tzinfo=UTC),
    datetime(2026, 11, 22, 18, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 0, tzinfo=UTC),
    datetime(2024, 2, 29, 3, 15, tzinfo=UTC),
)


def zones() -> dict[str, Zone]:
    """Every polygon with every kind of hours and categories, by a name of the three."""
    first = datetime(2020, 1, 1, tzinfo=UTC).date()
    return {
        f"{shape}, {when}, {what}": Zone(
            "", PermitKind.VENDING, "", None, checked_ring(corners), categories, hours, first, None
        )
        for shape, corners in CORNERS.items()
        for when, hours in HOURS.items()
        for what, categories in CATEGORIES.items()
    }  # fmt: skip


def places(zone: Zone, chance: Random) -> list[tuple[float, float]]:
    """Corners, middles of sides, and places around them."""
    corners = [(lon / 1e7, lat / 1e7) for lon, lat in zone.ring]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    west, south = (min(values) for values in zip(*corners, strict=True))
    spread = [(west + chance.uniform(-0.001, 0.005), south + chance.uniform(-0.001, 0.004)) for _ in range(12)]
    level = [(west - 0.001, lat) for _, lat in corners]  # a ray that meets corners
    return [*corners, *middles, *level, *spread]


def vectors() -> dict[str, Any]:
    """{zones: {name: {ring, hours, categories}}, weeks: [[at_ms, minute of the week]], places: [[zone, lon, lat, at_ms,
    category, permitted]]}; ring in 1e-7 degrees, hours [[days, start, end]] in minutes of the day."""
    chance, known = Random(6), zones()
    rows = []
    for name, zone in known.items():
        for lon, lat in places(zone, chance):
            at, category = chance.choice(MOMENTS), chance.choice(["sl2_mobile_vendor", "sl3_misc_piles", None])
            lon, lat = round(lon, 9), round(lat, 9)
            answer = zone.permits(whole(lon, lat), category, weekly.minute_of_week(at))
            rows.append([name, lon, lat, _ms(at), category, answer])
    return {
        "zones": {
            name: {
                "ring": [list(point) for point in zone.ring],
                "hours": [[list(span.days), span.start, span.end] for span in zone.hours],
                "categories": sorted(zone.categories),
            }
            for name, zone in known.items()
        },
        "places": rows,
        "weeks": [[_ms(at), weekly.minute_of_week(at)] for at in MOMENTS],
    }


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def written() -> str:
    """The file's text: one place a line."""
    found = vectors()
    rows = ",\n".join(json.dumps(row) for row in found["places"])
    named = ",\n".join(f"{json.dumps(name)}: {json.dumps(zone)}" for name, zone in found["zones"].items())
    return f'{{"zones": {{\n{named}\n}},\n"weeks": {json.dumps(found["weeks"])},\n"places": [\n{rows}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(written())
