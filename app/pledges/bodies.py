"""Decides what a reader is shown of pledges and refusals. Gathers; must not decide who may read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from app.accounts import queries as people
from app.core import clock
from app.core.days import city_day
from app.core.wording import mask_number
from app.pledges import queries, schemes
from app.pledges.models import Pledge, PledgeEvent, PledgeRefusal, PledgeSheet
from app.pledges.sealing import DOCUMENT, SIGNER, opened_bytes, opened_json
from app.shops.models import Shop
from app.shops.queries import shops_of

Body = dict[str, Any]
_CONTENT: Final = ("scheme", "items", "shop", "frontage", "office", "term", "signed_at", "read_aloud")
"""What of a document every reader sees; who signed is masked, and strokes stand on the sheet only."""


def listed(pledges: Sequence[Pledge], now: datetime) -> list[Body]:
    """The ledger's lines."""
    shops = shops_of({one.shop_id for one in pledges})
    return [_line(one, shops[one.shop_id], now) for one in pledges]


def pledge_body(pledge: Pledge, now: datetime) -> Body:
    """One pledge with what was signed and what became of it."""
    events = queries.events_of(pledge.id)
    named = {pledge.officer_id, pledge.confirmed_by_id, pledge.filed_by_id, pledge.terminated_by_id}
    names = people.names({one for one in (*named, *(event.by_id for event in events)) if one})
    scheme = schemes.scheme(pledge.scheme_id)
    sheets = {part: queries.sheet_of(pledge.id, part) for part in ("signed", "filed")}
    return {
        **_line(pledge, shops_of({pledge.shop_id})[pledge.shop_id], now),
        "scheme": {"id": scheme.id, "code": scheme.code, "version": scheme.version, "name": scheme.name} if scheme else None,
        "content": _content(pledge),
        "document_sha256": pledge.document_sha256,
        "position": {"lon": pledge.lon, "lat": pledge.lat, "accuracy_m": pledge.accuracy_m} if pledge.lon is not None else None,
        "photos": pledge.photos,
        "officer": _person(pledge.officer_id, names),
        "confirmed": _done(pledge.confirmed_at, pledge.confirmed_by_id, names, how=pledge.confirmed_how),
        "filed": _done(pledge.filed_at, pledge.filed_by_id, names, unit_code=pledge.unit_code),
        "terminated": _done(pledge.terminated_at, pledge.terminated_by_id, names, reason=pledge.terminated_why),
        "sheets": [_sheet(sheet) for sheet in sheets.values() if sheet],
        "events": [_event(one, names) for one in events],
    }


def shown_of_shop(shop_id: str, now: datetime) -> Body:
    """All that a shop has signed and refused, the newest first: {pledges, refusals}."""
    return {
        "pledges": [brief(one, now) for one in queries.pledges_of_shop(shop_id)],
        "refusals": [refusal_body(one) for one in queries.refusals_of_shop(shop_id)],
    }


def brief(pledge: Pledge, now: datetime) -> Body:
    """A pledge in a list of its shop's."""
    days = (pledge.valid_to - city_day(now)).days if pledge.valid_to else None
    return {
        "id": pledge.id,
        "state": pledge.state,
        "standing": queries.standing_of(pledge, now),
        "number": pledge.number,
        "signed_at": clock.isoformat(pledge.signed_at),
        "valid_from": _day(pledge.valid_from),
        "valid_to": _day(pledge.valid_to),
        "days_left": max(days, 0) if days is not None else None,
        "supersedes": pledge.supersedes,
        "superseded_by": pledge.superseded_by,
        "doubts": pledge.doubts,
        "rev": pledge.rev,
    }


def refusal_body(row: PledgeRefusal) -> Body:
    """A refusal: why, and the two work numbers that were there."""
    named = {name: getattr(row, name) for name in ("id", "reason", "officers", "photo", "doubts")}
    return {**named, "at": clock.isoformat(row.at)}


def _line(pledge: Pledge, shop: Shop, now: datetime) -> Body:
    where = {name: getattr(shop, name) for name in ("id", "name", "door", "street", "segment_code", "cell_code", "status")}
    signer = opened_json(pledge.id, SIGNER, pledge.signer)
    return {**brief(pledge, now), "shop": where, "signer": _masked(signer), "received_at": clock.isoformat(pledge.received_at)}


def _masked(signer: Mapping[str, Any]) -> Body:
    name, phone = signer.get("name"), signer.get("phone")
    shown = str(name)[:1] + "*" * max(1, len(str(name)) - 1) if name else None
    return {"name": shown, "capacity": signer.get("capacity"), "phone": mask_number(str(phone)) if phone else None}


def _content(pledge: Pledge) -> Body:
    document = json.loads(opened_bytes(pledge.id, DOCUMENT, pledge.document))
    said = document if isinstance(document, dict) else {}
    return {name: said.get(name) for name in _CONTENT}


def _event(event: PledgeEvent, names: Mapping[str, str]) -> Body:
    return {"kind": event.kind, "by": _person(event.by_id, names), "at": clock.isoformat(event.at), "facts": event.facts}


def _sheet(sheet: PledgeSheet) -> Body:
    named = {name: getattr(sheet, name) for name in ("part", "sha256", "size", "kid", "signature")}
    return {**named, "drawn_at": clock.isoformat(sheet.drawn_at)}


def _done(at: datetime | None, by_id: str | None, names: Mapping[str, str], **facts: Any) -> Body | None:
    return None if at is None else {"at": clock.isoformat(at), "by": _person(by_id, names), **facts}


def _person(person_id: str | None, names: Mapping[str, str]) -> Body | None:
    return {"id": person_id, "name": names[person_id]} if person_id is not None and person_id in names else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
