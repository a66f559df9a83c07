"""The scripts that measure and try out the product measure what they say: their own sums, photos and yardstick."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.areas.datum import gcj02_to_bd09, wgs84_to_gcj02
from scripts.bench import city
from scripts.bench.pictures import MARK_BYTES, PHOTO_BYTES, Negative
from scripts.real_input import geography, material, pictures
from scripts.serving import ROOT
from tests.test_bad_input import WEB_PAGE, jpeg


def test_the_bench_cities_have_the_sizes_their_table_claims() -> None:
    assert [(len(city.segments(size)), len(city.cells(size))) for size in (city.SMALL, city.LARGE)] == [
        (300, 5_000),
        (10_000, 100_000),
    ]


def test_bench_photos_are_real_of_exact_size_and_each_its_own() -> None:
    negative = Negative()
    one, other = negative.photo(b"a" * MARK_BYTES), negative.photo(b"b" * MARK_BYTES)
    assert len(one) == len(other) == PHOTO_BYTES
    assert hashlib.sha256(one).digest() != hashlib.sha256(other).digest()
    with Image.open(io.BytesIO(one)) as picture:
        picture.load()


def test_the_independent_conversion_agrees_with_the_products_own() -> None:
    for lon, lat in ((113.6711, 34.7419), (121.47, 31.23), (87.6, 43.8)):
        shifted = geography.gcj02((lon, lat))
        assert shifted == pytest.approx(wgs84_to_gcj02(lon, lat), abs=1e-9)
        assert geography.bd09(shifted) == pytest.approx(gcj02_to_bd09(*shifted), abs=1e-9)


def test_a_picture_that_lies_on_its_side_or_carries_metadata_is_noticed(tmp_path: Path) -> None:
    photo = material.File(tmp_path / "a.jpg", _striped(), material.Verdict.VALID)
    upright, turned, marked = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with Image.open(io.BytesIO(photo.content)) as picture:
        picture.resize((320, 240)).save(upright, "JPEG")
        picture.resize((320, 240)).transpose(Image.Transpose.ROTATE_180).save(turned, "JPEG")
        picture.resize((320, 240)).save(marked, "JPEG", comment=b"<?php")
    assert pictures.wrong_with(upright.getvalue(), "thumb", photo) is None
    assert "turned" in (pictures.wrong_with(turned.getvalue(), "thumb", photo) or "")
    assert "segments" in (pictures.wrong_with(marked.getvalue(), "thumb", photo) or "")


def test_somebodys_own_folder_goes_through_the_whole_product(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "upright.jpg").write_bytes(_striped())
    (folder / "small.png").write_bytes(_png())
    (folder / "page.jpg").write_bytes(WEB_PAGE)
    (folder / "half.jpg").write_bytes(jpeg(size=(1600, 1200))[:4000])
    done = subprocess.run(
        [sys.executable, "scripts/try_real_input.py", str(folder), "--roads", str(_roads(tmp_path)), "--reports", "6"]
        + ["--within", str(_district(tmp_path)), "--within-datum", "wgs84", "--adcode", "410104"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 valid photos, 2 others; 6 reports" in done.stdout
    assert "Nothing missed" in done.stdout


def _striped() -> bytes:
    """A photo that looks different in each of the eight orientations."""
    picture = Image.new("RGB", (640, 480), "white")
    picture.paste("black", (0, 0, 320, 120))
    picture.paste("red", (0, 120, 160, 480))
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def _png() -> bytes:
    kept = io.BytesIO()
    Image.linear_gradient("L").resize((300, 200)).save(kept, "PNG")
    return kept.getvalue()


def _roads(folder: Path) -> Path:
    """Two named roads that cross."""
    lines = {"文化路": [[113.660, 34.740], [113.670, 34.740]], "花园路": [[113.665, 34.735], [113.665, 34.745]]}
    path = folder / "roads.geojson"
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "LineString", "coordinates": line}}
        for name, line in lines.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _district(folder: Path) -> Path:
    """A square that the roads leave in the east."""
    ring = [[113.655, 34.73], [113.668, 34.73], [113.668, 34.75], [113.655, 34.75], [113.655, 34.73]]
    path = folder / "district.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}))
    return path
