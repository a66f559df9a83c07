"""Decides what a phone takes along to have pledges signed without signal. Reads only; no persons, no telephone numbers of
shops."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.core import clock
from app.core.among import among
from app.core.days import city_day
from app.core.db import db
from app.pledges import schemes
from app.pledges.models import Pledge, PledgeScheme, ShopStanding
from app.pledges.standings import word_of
from app.roster import queries as roster
from app.shops import more
from app.shops.models import Shop
from app.shops.offices import offices

Body = dict[str, Any]


def kit(now: datetime) -> tuple[bytes, str]:
    """The kit as JSON, and a word that changes whenever it does."""
    told = {
        "schemes": [scheme_body(row, now) for row in schemes.in_force(now)],
        "streets": {segment: office(unit) for segment, unit in sorted(offices().items())},
        "year": city_day(now).year,
        "shops": _shops(now),
    }
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return data, hashlib.sha256(data).hexdigest()[:32]


def scheme_body(row: PledgeScheme, now: datetime) -> Body:
    """A version of a scheme as it is told."""
    counts = row.id in {one.id for one in schemes.in_force(now)}
    since = clock.isoformat(row.in_force_from)
    return {**schemes.body(row), "title": schemes.title(row), "in_force": counts, "in_force_from": since}


def office(unit_code: str) -> Body:
    """The office of a street: {unit_code, name, phone}; the telephone is the one of its duty desk."""
    unit = roster.unit(unit_code)
    return {"unit_code": unit_code, "name": unit.name if unit else unit_code, "phone": unit.duty_phone if unit else None}


def _shops(now: datetime) -> list[Body]:
    """Those of which there is something to say: a shop that is left out has never signed nor refused, and broke nothing."""
    counted = more.carried()
    columns = (
        *(Shop.id, Shop.resign_by, ShopStanding.pledge_id, ShopStanding.state, ShopStanding.valid_to),
        *(ShopStanding.notice_from, ShopStanding.refused_at, PledgeScheme.code.label("scheme")),
    )
    query = select(*columns).join(ShopStanding, ShopStanding.shop_id == Shop.id, isouter=True)
    query = query.join(Pledge, Pledge.id == ShopStanding.pledge_id, isouter=True)
    query = query.join(PledgeScheme, PledgeScheme.id == Pledge.scheme_id, isouter=True)
    told = (ShopStanding.pledge_id, ShopStanding.refused_at, Shop.resign_by)
    query = query.where(Shop.merged_into.is_(None), or_(*(one.is_not(None) for one in told), among(Shop.id, counted)))
    today = city_day(now)
    return [
        {
            "id": row.id,
            "pledge_id": row.pledge_id,
            "scheme": row.scheme,
            "standing": word_of(row, today),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "resign_by": row.resign_by.isoformat() if row.resign_by else None,
            "refused": row.refused_at is not None,
            **counted.get(row.id, more.NOTHING_CARRIED),
        }
        for row in db.session.execute(query.order_by(Shop.id))
    ]
