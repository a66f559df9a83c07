"""The shelf of an app under test, and a decoder whose child is ended with the test."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.photos import service
from app.photos.decoder import Decoder
from app.photos.shelf import EXTENSION, Shelf, register_shelf
from app.photos.store import Store
from tests.photos.pictures import encoded, quarters, sha256
from tests.photos.storing import store_in

Put = Callable[[bytes], str]


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


@pytest.fixture
def put_waiting(shelf: Shelf, add_person: Callable[..., str]) -> Put:
    """Stores a photo that nobody has looked at; its name."""
    li = add_person("li")

    def store(content: bytes) -> str:
        return service.store_photo(io.BytesIO(content), sha256(content), len(content), li, "phone-1", False).sha256

    return store


@pytest.fixture
def photos(put_waiting: Put) -> list[str]:
    """The names of three stored photos, the oldest first."""
    return [put_waiting(encoded(quarters(width, 90))) for width in (100, 110, 120)]
