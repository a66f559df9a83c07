"""Says which values of pledges, refusals and schemes the log vouches for, and what their rows are called. Reads only.

Left out are revisions, what shops stand at (it follows from the pledges) and when somebody was reminded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import exists, select
from sqlalchemy.orm import undefer

from app.audit.models import AuditEntry
from app.audit.rules import Action, digest
from app.core.db import db
from app.pledges.models import Pledge, PledgeEvent, PledgeRefusal, PledgeScheme, PledgeSheet
from app.proof.rows import Kind, Rows

NAME: Final = "pledge"
"""What the log calls a pledge."""
REFUSAL: Final = "pledge-refusal"
"""What it calls a refusal."""
SCHEME: Final = "pledge-scheme"
"""What it calls a scheme with all its versions."""
_PLEDGE: Final = (
    *("id", "shop_id", "scheme_id", "state", "document", "document_sha256", "signer", "officer_id", "signed_at"),
    *("received_at", "lon", "lat", "accuracy_m", "doubts", "term_months", "notice_days", "photos", "confirmed_at"),
    *("confirmed_by_id", "confirmed_how", "series", "running", "number", "unit_code", "filed_at", "filed_by_id"),
    *("valid_from", "valid_to", "supersedes", "superseded_by", "terminated_at", "terminated_by_id", "terminated_why"),
)
_EVENT: Final = ("pledge_id", "place", "kind", "by_id", "at", "facts")
_SHEET: Final = ("pledge_id", "part", "sealed", "sha256", "size", "kid", "signature", "drawn_at")
_REFUSAL: Final = (
    *("id", "shop_id", "at", "received_at", "reason", "officers", "photo", "officer_id", "doubts", "superseded_by"),
)  # fmt: skip
_SCHEME: Final = (
    *("code", "version", "name", "city", "renewal_days_on_change", "term_months", "notice_days", "frontage_rule", "items"),
    *("texts", "active", "in_force_from"),
)
_AS_HELD: Final[WeakKeyDictionary[Pledge | PledgeRefusal, str]] = WeakKeyDictionary()


def remember(row: Pledge | PledgeRefusal) -> None:
    """Before it is changed: the log will say what it was."""
    _AS_HELD[row] = _digest_of(row)


def pledge_rows(pledge: Pledge, event: PledgeEvent) -> dict[str, tuple[str | None, str]]:
    """For the log: the pledge as it was remembered (None: it is new) and as it is, and its new entry."""
    return {**_changed(f"{NAME}:{pledge.id}", pledge), _event_row(event): (None, _digest(event, _EVENT))}


def refusal_rows(refusal: PledgeRefusal) -> dict[str, tuple[str | None, str]]:
    """As `pledge_rows`, of a refusal."""
    return _changed(f"{REFUSAL}:{refusal.id}", refusal)


def sheet_rows(sheet: PledgeSheet) -> dict[str, tuple[str | None, str]]:
    """For the log: a sheet that was drawn."""
    return {_sheet_row(sheet): (None, _digest(sheet, _SHEET))}


def scheme_rows(scheme: PledgeScheme) -> dict[str, tuple[str | None, str]]:
    """For the log: a version that was added."""
    return {_scheme_row(scheme): (None, _digest(scheme, _SCHEME))}


def _changed(name: str, row: Pledge | PledgeRefusal) -> dict[str, tuple[str | None, str]]:
    was, now = _AS_HELD.get(row), _digest_of(row)
    _AS_HELD[row] = now
    return {name: (was, now)}


def _event_row(event: PledgeEvent) -> str:
    return f"pledge-event:{event.pledge_id}#{event.place}"


def _sheet_row(sheet: PledgeSheet) -> str:
    return f"pledge-sheet:{sheet.pledge_id}#{sheet.part}"


def _scheme_row(scheme: PledgeScheme) -> str:
    return f"{SCHEME}:{scheme.code}@{scheme.version}"


def _digest_of(row: Pledge | PledgeRefusal) -> str:
    return _digest(row, _PLEDGE if isinstance(row, Pledge) else _REFUSAL)


def _digest(row: Any, columns: Iterable[str]) -> str:
    return digest(_plain(getattr(row, name)) for name in columns)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def _rows(pledge_ids: Collection[str]) -> dict[str, Rows]:
    whole = (undefer(Pledge.document), undefer(Pledge.signer))
    pledges = db.session.scalars(select(Pledge).where(Pledge.id.in_(pledge_ids)).options(*whole))
    rows = {one.id: {f"{NAME}:{one.id}": _digest_of(one)} for one in pledges}
    for event in db.session.scalars(select(PledgeEvent).where(PledgeEvent.pledge_id.in_(pledge_ids))):
        rows.setdefault(event.pledge_id, {})[_event_row(event)] = _digest(event, _EVENT)
    sheets = select(PledgeSheet).where(PledgeSheet.pledge_id.in_(pledge_ids)).options(undefer(PledgeSheet.sealed))
    for sheet in db.session.scalars(sheets):
        rows.setdefault(sheet.pledge_id, {})[_sheet_row(sheet)] = _digest(sheet, _SHEET)
    return rows


def _refusals(ids: Collection[str]) -> dict[str, Rows]:
    refusals = db.session.scalars(select(PledgeRefusal).where(PledgeRefusal.id.in_(ids)))
    return {one.id: {f"{REFUSAL}:{one.id}": _digest_of(one)} for one in refusals}


def _schemes(codes: Collection[str]) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    for scheme in db.session.scalars(select(PledgeScheme).where(PledgeScheme.code.in_(codes))):
        rows.setdefault(scheme.code, {})[_scheme_row(scheme)] = _digest(scheme, _SCHEME)
    return rows


KINDS: Final = {
    NAME: Kind(
        lambda: list(db.session.scalars(select(Pledge.id).order_by(Pledge.row))),
        _rows,
        Action.PLEDGE,
        lambda: exists().where(Pledge.id == AuditEntry.object_id),
    ),
    REFUSAL: Kind(
        lambda: list(db.session.scalars(select(PledgeRefusal.id).order_by(PledgeRefusal.row))),
        _refusals,
        Action.PLEDGE_REFUSED,
        lambda: exists().where(PledgeRefusal.id == AuditEntry.object_id),
    ),
    SCHEME: Kind(
        lambda: list(db.session.scalars(select(PledgeScheme.code).distinct().order_by(PledgeScheme.code))),
        _schemes,
        Action.PLEDGE_SCHEME,
        lambda: exists().where(PledgeScheme.code == AuditEntry.object_id),
    ),
}
"""How the log's vouching is looked at."""
