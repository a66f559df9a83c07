"""Decides how plates look: on paper, in lists, and in the pack that phones carry. Gathers; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from app.accounts.rules import Actor
from app.core import clock
from app.pledges import plate_queries as queries
from app.pledges.models import PledgeScheme
from app.pledges.plate_models import Plate
from app.pledges.plate_rules import address_of, mark_of
from app.pledges.plate_service import Issued
from app.pledges.plate_sheet import PlateFace
from app.shops.models import Shop
from app.shops.more import Part
from app.shops.queries import pack_shops
from app.shops.rules import door_of

Body = dict[str, Any]


def faces(issued: Sequence[Issued], plate_url: str, now: datetime) -> list[PlateFace]:
    """What stands on new plates: the address of the door and the items, not the shop's name, which may change."""
    return [_face(one, queries.scheme_of(one.shop.id, now), address_of(plate_url, one.token)) for one in issued]


def _face(issued: Issued, scheme: PledgeScheme | None, address: str) -> PlateFace:
    street = issued.shop.street or ""
    items = sorted(scheme.items, key=lambda item: int(item["seq"])) if scheme else []
    return PlateFace(
        street=street,
        door=door_of(issued.shop.door, street),
        title=scheme.name if scheme else "",
        items=[str(item["name_zh"]) for item in items],
        address=address,
        mark=mark_of(issued.plate.token_sha256),
    )


def plate_body(plate: Plate) -> Body:
    """A plate as lists tell it."""
    return {
        "id": plate.id,
        "mark": mark_of(plate.token_sha256),
        "issued_at": clock.isoformat(plate.issued_at),
        "expires_at": clock.isoformat(plate.expires_at),
        "first_seen_at": clock.isoformat(plate.first_seen_at) if plate.first_seen_at else None,
        "uses": plate.uses,
        "revoked_at": clock.isoformat(plate.revoked_at) if plate.revoked_at else None,
        "why": plate.why,
    }


def address_body(plate_url: str) -> Body:
    """The address on plates and the newest look at it from outside."""
    passed = queries.passed_check(plate_url)
    seen_at = passed.seen_at if passed else None
    return {
        "address": plate_url,
        "checked_at": clock.isoformat(seen_at) if seen_at else None,
        "seen_from": passed.seen_from if passed else None,
        "page": None,
        "expires_at": None,
    }


def plates_shown(shop: Shop, _reader: Actor) -> Body:
    """A shop's plates for its page, the newest first."""
    return {"plates": [plate_body(one) for one in queries.plates_of(shop.id)]}


def pack_shops_with_plates() -> list[Body]:
    """The shops a phone carries, each with the SHA-256 of its plates' tokens: scanning one opens its shop without signal."""
    digests = queries.digests_by_shop(clock.now())
    return [{**one, "plates": digests[one["id"]]} if one["id"] in digests else one for one in pack_shops()]


SHOP_PART: Final = Part(lambda _shop_ids: {}, shown=plates_shown)
"""What plates add to a shop's page."""
