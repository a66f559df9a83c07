"""Decides what is answered when a disk does not take bytes: a full disk and a broken one are answers, not crashes."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.photos.rules import StorageBroken, StorageFull

log = logging.getLogger(__name__)

RETRY_AFTER_S: Final = 600
_NO_ROOM: Final = frozenset((errno.ENOSPC, errno.EDQUOT))
_BROKEN: Final = frozenset((errno.EIO, errno.EROFS))
"""What the kernel says when the disk did not take the bytes, or has stopped taking any after such an error."""


@contextmanager
def disk_errors_told() -> Iterator[None]:
    """What did not reach the disk is never called stored: raises StorageFull or StorageBroken instead."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(retry_after_s=RETRY_AFTER_S) from error
        if error.errno in _BROKEN:
            log.critical("the disk of the photo store failed: %s; nothing was acknowledged", error)
            raise StorageBroken(retry_after_s=RETRY_AFTER_S) from error
        raise
