"""Decides which files of imports are no longer needed, and which imports can no longer go on. A background job's part."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import select

from app.area_imports.folder import ImportFolder, ids_on_disk
from app.area_imports.models import AreaImport
from app.area_imports.rules import OPEN, State, told
from app.area_imports.tasks import taken_away
from app.area_imports.working import GONE
from app.core import clock
from app.core.db import db
from app.core.transaction import end_reading, in_transaction

log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(days=90)
"""Files stay for questions about what was imported; what an import decided is in the database and stays."""
UNCLAIMED_S: Final = 24 * 3600
"""An upload that died has a folder and no row."""


def sweep() -> int:
    """Removes files nobody needs, ends imports that have lost theirs or were forgotten; how many of both."""
    data_dir: Path = current_app.extensions["settings"].data_dir
    now = clock.now()
    known = {row.id: row for row in db.session.execute(select(AreaImport.id, AreaImport.state, AreaImport.uploaded_at)).all()}
    on_disk = dict(ids_on_disk(data_dir))
    end_reading()
    ended = [one for one in known if _is_over(known[one].state, known[one].uploaded_at, one in on_disk, now)]
    for import_id in ended:
        in_transaction(partial(_end, import_id, import_id in on_disk))
    old = [one for one, row in known.items() if row.state == State.DISCARDED or now - row.uploaded_at > KEPT_FOR]
    stray = [one for one, changed in on_disk.items() if one not in known and time.time() - changed > UNCLAIMED_S]
    removed = [one for one in {*old, *stray} if one in on_disk]
    for import_id in removed:
        ImportFolder(data_dir, import_id).remove()
    if removed or ended:
        log.info("imports of areas: %d folders removed, %d imports ended", len(removed), len(ended))
    return len(removed) + len(ended)


def _is_over(state: str, uploaded_at: datetime, has_files: bool, now: datetime) -> bool:
    if state not in OPEN - {State.FAILED}:
        return False
    return not has_files or now - uploaded_at > KEPT_FOR


def _end(import_id: str, has_files: bool) -> None:
    row = db.session.get(AreaImport, import_id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in OPEN:
        return
    row.state, row.failure = (State.DISCARDED, None) if has_files else (State.FAILED, told(GONE))
    taken_away(row)
    db.session.flush()
