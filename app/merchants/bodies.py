"""Decides what the page behind a plate shows. Gathers; writes nothing, and names nobody who works for the city."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.pledges import schemes
from app.pledges.kit import office
from app.pledges.models import PledgeScheme
from app.shops.models import Shop

Body = dict[str, Any]


def plate_body(shop: Shop, now: datetime) -> Body:
    """What anybody at the door may see: the address, what shops here promise, and whom to call."""
    return {
        "door": shop.door or "",
        "street": shop.street or "",
        "scheme": scheme_body(scheme_of(shop, now)),
        "office": office_body(shop),
    }


def scheme_of(shop: Shop, now: datetime) -> PledgeScheme | None:
    """What this shop would sign today."""
    return next(iter(schemes.in_force(now)), None)


def scheme_body(scheme: PledgeScheme | None) -> Body | None:
    """The items of a scheme, in its order."""
    if scheme is None:
        return None
    items = sorted(scheme.items, key=lambda item: int(item["seq"]))
    named = [
        {"code": item["code"], "name": item["name_zh"], "name_en": item["name_en"], "do": item["do_zh"], "dont": item["dont_zh"]}
        for item in items
    ]
    return {"name": schemes.title(scheme), "items": named}


def office_body(shop: Shop) -> Body | None:
    """The street's office and its duty telephone, None where nobody said which one it is."""
    if shop.street_unit is None:
        return None
    told = office(shop.street_unit)
    return {"name": told["name"], "phone": told["phone"]}
