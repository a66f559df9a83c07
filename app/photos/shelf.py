"""Decides what one running app keeps photos with: its store, its drawn pictures, its decoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app

from app.config import Settings
from app.photos.blobs import Blobs
from app.photos.decoders import Decoders
from app.photos.derived import DerivedPictures
from app.photos.folder_blobs import FolderBlobs
from app.photos.keyring import FILE as KEYS
from app.photos.keyring import Keyring
from app.photos.store import Store
from app.photos.turns import Turns
from app.photos.two_places import TwoPlaces
from app.storage_place import FolderPlace, Place

EXTENSION = "photos"
LOCAL: Final = "storage"
"""In DATA_DIR: what a bucket needs on this machine (bytes on their way in, turns)."""


@dataclass(frozen=True)
class Shelf:
    """Everything photo bytes pass through."""

    store: Store
    derived: DerivedPictures
    decoder: Decoders


def open_shelf(settings: Settings) -> Shelf:
    """Opens store and cache, making their folders; a bucket is not asked for anything yet."""
    folder = settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(open_blobs(settings), Keyring(folder / KEYS))
    return Shelf(store, DerivedPictures(folder / "derived"), Decoders(folder / "decode.lock", settings.drawers))


def open_blobs(settings: Settings) -> Blobs:
    """Where bytes lie, or both places while they move from STORAGE_FROM to STORAGE_URL."""
    here = _blobs_in(settings.storage, settings.data_dir)
    if settings.storage_from is None:
        return here
    old = _blobs_in(settings.storage_from, settings.data_dir)
    return TwoPlaces(here, old, Turns(settings.data_dir / LOCAL / "moving"))


def _blobs_in(place: Place, data_dir: Path) -> Blobs:
    if isinstance(place, FolderPlace):
        return FolderBlobs(place.path)
    # Only who uses a bucket pays half a second and 20 MB for the library.
    from app.photos.s3_blobs import S3Blobs
    from app.photos.s3_bucket import Bucket

    return S3Blobs(Bucket(place), data_dir / LOCAL)


def register_shelf(app: Flask, settings: Settings) -> None:
    """Gives the app its shelf; called once by the factory."""
    app.extensions[EXTENSION] = open_shelf(settings)


def shelf() -> Shelf:
    """The running app's shelf."""
    return cast(Shelf, current_app.extensions[EXTENSION])
