"""Decides what one running app keeps photos with: its store, its drawn pictures, its decoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from app.config import BadSettings
from app.photos.blobs import Blobs
from app.photos.decoder import Decoder
from app.photos.derived import DerivedPictures
from app.photos.folder_blobs import FolderBlobs
from app.photos.store import Store

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
    return Shelf(Store(open_blobs(storage_url)), DerivedPictures(data_dir / "derived"), Decoder(data_dir / "decode.lock"))


def open_blobs(storage_url: str) -> Blobs:
    """The place a STORAGE_URL names. Raises BadSettings for anything but a folder (`file:///…`)."""
    parts = urlsplit(storage_url)
    if parts.scheme != "file" or not parts.path:
        raise BadSettings(f"STORAGE_URL={storage_url} names a store this release does not speak. Use a folder: file:///path.")
    return FolderBlobs(Path(unquote(parts.path)))


def register_shelf(app: Flask, storage_url: str, data_dir: Path) -> None:
    """Gives the app its shelf; called once by the factory."""
    app.extensions[EXTENSION] = open_shelf(storage_url, data_dir)


def shelf() -> Shelf:
    """The running app's shelf."""
    return cast(Shelf, current_app.extensions[EXTENSION])
