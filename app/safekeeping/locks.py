"""Decides who may work on a folder alone. A lock goes with its process, also when that is killed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.safekeeping.rules import BackupRefused

SERVER: Final = "serve.lock"
"""Held in DATA_DIR while a server runs (`app/serve.py`)."""
COPYING: Final = "backup.lock"
"""Held in DATA_DIR while photos are copied; whoever removes photos takes it too."""


@contextmanager
def held(path: Path, otherwise: str) -> Iterator[None]:
    """Holds the lock within the block. Raises BackupRefused with the sentence `otherwise` when somebody else does."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(otherwise) from error
        yield
