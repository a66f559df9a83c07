"""Decides how a table becomes part of the register: read and looked at, then entered whole without the rows that are bad.

A row is a shop that is there already when it names its id, or has its name and door; everything else is new. Flushes, never
commits; what takes long is done before anything is held.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import uuid_utils
from sqlalchemy import update

from app.accounts.rules import Actor
from app.areas.datum import Datum
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import AppError, Stale
from app.core.locks import hold
from app.core.tables_in import UnreadableTable, read_table
from app.core.wording import storable
from app.roster import queries as roster
from app.roster.rules import UnitKind
from app.shops import looking, queries, sealing
from app.shops.columns import Places, is_register
from app.shops.looking import Looked
from app.shops.models import ShopImport
from app.shops.persons import Contact
from app.shops.placing import Ground, ground
from app.shops.rules import ShopStatus
from app.shops.table import Entry, Known, read

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 50_000
IMPORT: Final = "shop-import"
"""What the log calls a table."""
CHECKED, ENTERED, EXPIRED = "checked", "entered", "expired"
_KEPT: Final = timedelta(days=7)
"""So long the rows of a table wait to be entered; names and numbers of people stand in them."""


class NotWaiting(AppError):
    """The rows of this table are not kept any more."""

    status = 409
    slug = "illegal-move"
    title = "This table waited too long: bring it again."


def upload(content: bytes, file_name: str, datum: Datum, by: Actor, now: datetime) -> ShopImport:
    """The table as it would be kept: read, every bad cell noted, what it would change counted. Writes nothing.

    Raises UnreadableTable, NoColumns.
    """
    lines = read_table(content, MAX_BYTES, MAX_ROWS, is_register)
    places, above = Places.found_in(lines)
    rows = lines[above:]
    if not rows:
        raise UnreadableTable("There is no row below the names of the columns.", word="empty")
    here = ground()
    entries, wrong = read(rows, places, _known(here), datum)
    looked = looking.look(entries, places, by, here)
    import_id = str(uuid_utils.uuid7())
    bad = sorted({*wrong, *looked.wrong})
    return ShopImport(
        id=import_id, state=CHECKED, file_name=storable(file_name), sha256=hashlib.sha256(content).hexdigest(),
        content=sealing.seal(_bound(import_id), _packed(entries, places)), rows=len(rows),
        good=len(rows) - len({one.row for one in bad}), new=len(looked.new), changed=len(looked.changed),
        bad=[one.as_dict() for one in bad], warnings=looked.warnings, by_id=by.id, at=now,
    )  # fmt: skip


def keep(row: ShopImport) -> ShopImport:
    """Keeps a table that was brought; of those that nobody has entered in time the rows go."""
    late = update(ShopImport).where(ShopImport.state == CHECKED, ShopImport.at < row.at - _KEPT)
    db.session.execute(late.values(state=EXPIRED, content=None))
    db.session.add(row)
    db.session.flush()
    return row


def look_again(import_id: str, by: Actor) -> Looked | None:
    """What the rows of a table would change now; None when they are entered already. Raises NotFound, NotWaiting."""
    row = queries.import_of(import_id)
    if row.state == ENTERED:
        return None
    if row.content is None:
        raise NotWaiting()
    entries, places = _unpacked(sealing.opened(_bound(row.id), row.content))
    return looking.prepared(looking.look(entries, places, by, ground()))


def enter(import_id: str, looked: Looked | None, by: Actor, now: datetime) -> ShopImport:
    """Writes what was looked at, all of it at once. Entered twice nothing changes. Raises NotFound, Stale."""
    hold(IMPORT)
    row = queries.import_of(import_id, hold=True)
    if row.state == ENTERED or looked is None:
        return row
    if looked.mark != looking.mark():
        raise Stale("Shops have changed meanwhile: enter the table once more.")
    looking.write(looked, row.id, by, now)
    row.state, row.entered_at, row.content = ENTERED, now, None
    row.new, row.changed = len(looked.new), len(looked.changed)
    row.good -= len({one.row for one in looked.wrong} - {one["row"] for one in row.bad})
    row.bad = row.bad + [one.as_dict() for one in looked.wrong if one.as_dict() not in row.bad]
    db.session.flush()
    note(Action.SHOPS_ENTERED, IMPORT, row.id, by=by, new=row.new, changed=row.changed, sha256=row.sha256)
    return row


def _known(here: Ground) -> Known:
    streets = [unit for unit in roster.tree().units.values() if unit.kind is UnitKind.STREET and unit.active]
    offices = {unit.name: unit.code for unit in streets} | {unit.code: unit.code for unit in streets}
    return Known(frozenset(here.index.segments.codes), offices)


def _packed(entries: Iterable[Entry], places: Places) -> bytes:
    told = {"head": places.head, "rows": [_told(entry) for entry in entries]}
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode())


def _told(entry: Entry) -> dict[str, Any]:
    contact: Contact | None = entry.said.get("contact")
    said = {**entry.said, "contact": {"name": contact.name, "phone": contact.phone}} if contact else entry.said
    return {"row": entry.row, "shop_id": entry.shop_id, "said": said}


def _unpacked(packed: bytes) -> tuple[list[Entry], Places]:
    told = json.loads(zlib.decompress(packed))
    return [_entry(**one) for one in told["rows"]], Places(told["head"])


def _entry(row: int, shop_id: str | None, said: dict[str, Any]) -> Entry:
    if "contact" in said:
        said["contact"] = Contact(**said["contact"])
    if "status" in said:
        said["status"] = ShopStatus(said["status"])
    return Entry(row, shop_id, said)


def _bound(import_id: str) -> str:
    return f"shop-import:{import_id}"
