"""Tiles open the page's policy by one host, for pictures only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.config import Settings, TileSource
from app.factory import create_app

TILES = TileSource("https://tiles.example/{z}/{x}/{y}.png", "gcj02", "天地图")


def policy(app: Flask, path: str) -> dict[str, str]:
    with app.test_client().get(path) as answer:
        return dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))


@pytest.fixture
def tiled(app: Flask, settings: Settings) -> Flask:
    """The app again, on the same data, with tiles."""
    return create_app(replace(settings, tiles=TILES))


def test_only_pictures_may_come_from_the_host_of_the_tiles(app: Flask, tiled: Flask) -> None:
    without, with_tiles = policy(app, "/console"), policy(tiled, "/console")
    assert with_tiles.pop("img-src") == without.pop("img-src") + " https://tiles.example"
    assert with_tiles == without
    assert policy(tiled, "/api/v1/meta") == policy(app, "/api/v1/meta")


def test_meta_tells_the_tiles_or_that_there_are_none(app: Flask, tiled: Flask) -> None:
    assert app.test_client().get("/api/v1/meta").json["tiles"] is None
    told = {"url": TILES.url, "datum": "gcj02", "attribution": "天地图"}
    assert tiled.test_client().get("/api/v1/meta").json["tiles"] == told
