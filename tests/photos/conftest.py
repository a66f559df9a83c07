"""The shelf of an app under test, and a decoder whose child is ended with the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.photos.decoder import Decoder
from app.photos.shelf import EXTENSION, Shelf, register_shelf
from app.photos.store import Store
from tests.photos.storing import store_in


@pytest.fixture
def shelf(ctx: Flask, settings: Settings) -> Iterator[Shelf]:
    """The app's shelf, with the app's context pushed."""
    if EXTENSION not in ctx.extensions:
        register_shelf(ctx, settings)
    kept: Shelf = ctx.extensions[EXTENSION]
    yield kept
    kept.decoder.close()


@pytest.fixture
def decoder(tmp_path: Path) -> Iterator[Decoder]:
    decoder = Decoder(tmp_path / "decode.lock")
    yield decoder
    decoder.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_in(tmp_path / "photos")
