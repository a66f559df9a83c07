"""How far apart two places are, as phones measure it, too (`pwa/src/domain/duplicates.test.ts`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cases.near import metres

VECTORS = Path(__file__).parents[1] / "contract" / "duplicate_vectors.json"


def test_places_are_as_far_apart_as_on_the_phone() -> None:
    places = json.loads(VECTORS.read_text())["places"]
    assert len(places) > 100
    for lon, lat, other_lon, other_lat, apart in places:
        assert metres(lon, lat, other_lon, other_lat) == pytest.approx(apart, abs=1e-6)
