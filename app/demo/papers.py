"""What is signed at a shop of the demo: its document, between which neighbours its front lies, a name as a finger writes it."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from app.accounts.rules import Actor
from app.core.clock import isoformat
from app.demo.shops import Shop, shops
from app.pledges.models import PledgeScheme
from app.roster import queries as roster
from app.shops.models import Shop as Entry
from app.shops.sealing import contact_of

FRONT_M = 8.0


def document_of(
    pledge_id: str,
    shop: Shop,
    entry: Entry,
    scheme: PledgeScheme,
    at: datetime,
    patrol: Actor | None = None,
    photos: Sequence[str] = (),
) -> dict[str, Any]:
    """The document of form 1; without a `patrol` it was signed on the page behind the plate."""
    contact, unit = contact_of(entry), roster.unit(entry.street_unit)
    left, right = _neighbours(shop)
    return {
        "form": 1,
        "pledge_id": pledge_id,
        "scheme": {"code": scheme.code, "version": scheme.version, "name": scheme.name},
        "items": [
            {"code": item["code"], "name": item["name_zh"], "do": item["do_zh"], "dont": item["dont_zh"]} for item in scheme.items
        ],
        "shop": {
            "id": entry.id, "name": entry.name, "door": entry.door,
            "segment_code": entry.segment_code, "cell_code": entry.cell_code,
        },
        "frontage": {"left": left, "right": right, "length_m": FRONT_M, "rule": scheme.frontage_rule},
        "office": {"unit_code": entry.street_unit, "name": unit.name if unit else None},
        "term": {"months": scheme.term_months},
        "signer": {
            "name": contact.name if contact and contact.name else "店主", "capacity": "owner",
            "phone": contact.phone if contact else None,
        },
        "officer": {"id": patrol.id, "work_number": patrol.username.upper()} if patrol else None,
        "signed_at": isoformat(at),
        "position": position_of(shop, at) if patrol else None,
        "strokes": _strokes(f"{shop.key} signer"),
        "officer_strokes": _strokes(patrol.username) if patrol else [],
        "read_aloud": patrol is not None,
        "photos": {"front": list(photos), "paper": []},
    }  # fmt: skip


def _neighbours(shop: Shop) -> tuple[str, str]:
    """What the ground ends at on either side: the next doors of that side of the road."""
    same = [other for other in shops() if other.road == shop.road and other.number % 2 == shop.number % 2]
    place = same.index(shop)
    before = f"与{same[place - 1].name}相接" if place else "路口"
    after = f"与{same[place + 1].name}相接" if place + 1 < len(same) else "路口"
    return before, after


def position_of(shop: Shop, at: datetime) -> dict[str, Any]:
    """Before its door, as a phone says it."""
    lon, lat = shop.lon_lat
    return {"lon": lon, "lat": lat, "accuracy_m": 6.0, "fixed_at": isoformat(at), "source": "gps", "datum": "wgs84"}


def _strokes(seed: str) -> list[list[list[int]]]:
    """A name as a finger writes it: always the same for the same hand."""
    chance, at_ms = Random(f"{seed} hand"), 0
    strokes = []
    for place in range(8):
        x, y = 120 + place * 95 + chance.randrange(-20, 20), 300 + chance.randrange(0, 320)
        stroke = []
        for _ in range(chance.randrange(5, 11)):
            stroke.append([x, y, at_ms])
            x, y, at_ms = (
                min(980, max(20, x + chance.randrange(-12, 34))),
                min(980, max(20, y + chance.randrange(-34, 60))),
                at_ms + 24,
            )
        strokes.append(stroke)
        at_ms += 160
    return strokes
