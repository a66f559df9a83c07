"""Reads what a shop had promised at a moment, and what items are called in the words of its scheme. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.breaches.models import Breach
from app.breaches.words import item_name
from app.core.days import city_day
from app.core.db import db
from app.pledges.models import Pledge, PledgeScheme

Key = tuple[int | None, str]
"""A version of a scheme, None where nothing was pledged, and the code of an item."""


def pledge_in_force(shop_id: str, at: datetime) -> Pledge | None:
    """The pledge of the shop that held on that day of the city; None without one."""
    day = city_day(at)
    query = select(Pledge).where(
        Pledge.shop_id == shop_id, Pledge.filed_at.is_not(None), Pledge.valid_from <= day, Pledge.valid_to >= day,
        or_(Pledge.terminated_at.is_(None), Pledge.terminated_at > at),
    )  # fmt: skip
    return db.session.scalar(query.order_by(Pledge.valid_from.desc(), Pledge.row.desc()).limit(1))


def pledges_known_now(breaches: Sequence[Breach]) -> dict[str, Pledge]:
    """By breach the pledge that held when it was found, of those that were found without one: what was signed offline, or filed
    since, is known only later."""
    late = [breach for breach in breaches if breach.pledge_id is None]
    if not late:
        return {}
    query = select(Pledge).where(Pledge.shop_id.in_({breach.shop_id for breach in late}), Pledge.filed_at.is_not(None))
    by_shop: dict[str, list[Pledge]] = defaultdict(list)
    for pledge in db.session.scalars(query.order_by(Pledge.valid_from.desc(), Pledge.row.desc())):
        by_shop[pledge.shop_id].append(pledge)
    found = {one.id: next((held for held in by_shop[one.shop_id] if _held(held, one.found_at)), None) for one in late}
    return {breach_id: pledge for breach_id, pledge in found.items() if pledge is not None}


def _held(pledge: Pledge, at: datetime) -> bool:
    """Whether it held at a moment, as `pledge_in_force` asks the database."""
    day = city_day(at)
    if pledge.valid_from is None or pledge.valid_to is None or not pledge.valid_from <= day <= pledge.valid_to:
        return False
    return pledge.terminated_at is None or pledge.terminated_at > at


def item_names(wanted: Collection[Key]) -> dict[Key, dict[str, str]]:
    """By scheme version (None: no pledge) and item code, {zh, en}: as the scheme has it, else as such items are called."""
    said = {key: {"zh": str(one["name_zh"]), "en": str(one["name_en"])} for key, one in _items(wanted).items()}
    return {key: said.get(key) or item_name(key[1]) for key in wanted}


def to_do(wanted: Collection[Key]) -> dict[Key, dict[str, str]]:
    """Likewise {do, dont}, the sentences that were promised; items without a scheme are left out."""
    return {key: {"do": str(one["do_zh"]), "dont": str(one["dont_zh"])} for key, one in _items(wanted).items()}


def _items(wanted: Collection[Key]) -> dict[Key, dict[str, Any]]:
    ids = {scheme_id for scheme_id, _code in wanted if scheme_id is not None}
    schemes = db.session.scalars(select(PledgeScheme).where(PledgeScheme.id.in_(ids))).all() if ids else []
    return {(scheme.id, str(one["code"])): one for scheme in schemes for one in scheme.items}
