"""A photo put into a store on the disk, for tests."""

from __future__ import annotations

import io
import os
from pathlib import Path

from app.photos.store import FolderStore
from tests.photos.pictures import sha256

PHOTO = os.urandom(200_000)
NAME = sha256(PHOTO)


def put(store: FolderStore, content: bytes = PHOTO, name: str = NAME) -> bool:
    with store.receive(io.BytesIO(content), name, len(content)) as incoming:
        return store.place(incoming)


def files(store: FolderStore) -> list[Path]:
    return [path for path in store._root.rglob("*") if path.is_file()]
