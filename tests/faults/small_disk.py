"""The app on a disk so small that it fills up: the store keeps no reserve, so that the disk itself says when it is full.

`gunicorn -c python:app.gunicorn_conf tests.faults.small_disk:app`. The reserve (1 GB) has tests of its own; here every
write may be the one that finds no room.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask

from app.config import Settings
from app.factory import create_app
from app.photos.keyring import FILE
from app.photos.shelf import EXTENSION, Shelf
from tests.photos.storing import store_in


def without_reserve() -> Flask:
    """The app as it is, but for the reserve."""
    settings = Settings.from_env(os.environ)
    app = create_app(settings)
    shelf: Shelf = app.extensions[EXTENSION]
    folder = Path(unquote(urlsplit(settings.storage_url).path))
    app.extensions[EXTENSION] = Shelf(store_in(folder, settings.data_dir / FILE), shelf.derived, shelf.decoder)
    return app


app = without_reserve()
