"""A photo put into a store on the disk, for tests."""

from __future__ import annotations

import io
import os
from pathlib import Path

from app.photos.folder_blobs import FolderBlobs
from app.photos.keyring import FILE, Keyring
from app.photos.store import Store
from tests.photos.pictures import sha256

PHOTO = os.urandom(200_000)
NAME = sha256(PHOTO)


def store_in(root: Path, keys: Path | None = None) -> Store:
    """A store in this folder that takes photos whatever the disk has left; its keys lie beside it, or where it is said."""
    blobs = FolderBlobs(root, reserve_bytes=0, reserve_share=0)
    return Store(blobs, Keyring(keys or root.parent / f"{root.name}-{FILE}"))


def lies_at(store: Store, name: str) -> Path:
    """The file that holds this original, sealed."""
    assert isinstance(store.blobs, FolderBlobs)
    path = store.blobs.path(name)
    assert path.is_file()
    return path


def put(store: Store, content: bytes = PHOTO, name: str = NAME) -> bool:
    with store.receive(io.BytesIO(content), name, len(content)) as incoming:
        return store.place(incoming)


def files(store: Store) -> list[Path]:
    return [path for path in store.blobs.incoming.parent.rglob("*") if path.is_file()]
