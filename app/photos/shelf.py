"""Decides what one running app keeps photos with: its store, its drawn pictures, its decoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from app.photos.decoder import Decoder
from app.photos.derived import DerivedPictures
from app.photos.store import Store, open_store

EXTENSION = "photos"


@dataclass(frozen=True)
class Shelf:
    """Everything photo bytes pass through."""

    store: Store
    derived: DerivedPictures
    decoder: Decoder


def open_shelf(storage_url: str, data_dir: Path) -> Shelf:
    """Opens store and cache, making their folders. Raises BadSettings for a store this release does not speak."""
    data_dir.mkdir(parents=True, exist_ok=True)
    return Shelf(open_store(storage_url), DerivedPictures(data_dir / "derived"), Decoder(data_dir / "decode.lock"))


def register_shelf(app: Flask, storage_url: str, data_dir: Path) -> None:
    """Gives the app its shelf; called once by the factory."""
    app.extensions[EXTENSION] = open_shelf(storage_url, data_dir)


def shelf() -> Shelf:
    """The running app's shelf."""
    return cast(Shelf, current_app.extensions[EXTENSION])
