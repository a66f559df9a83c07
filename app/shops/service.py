"""Decides what is written when a shop is entered, changed or merged into another one. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

import uuid_utils
from sqlalchemy import update

from app.accounts.rules import Actor
from app.core import if_match
from app.core.db import db
from app.core.hooks import Happened, tell
from app.photos.rules import PhotoNotThere
from app.shops import more, queries, sealing
from app.shops.journal import add_event
from app.shops.models import Shop
from app.shops.persons import Contact
from app.shops.placing import Ground, Ring, ground, is_office
from app.shops.rules import Merged, ShopFacts, ShopStatus, checked, door_number, place_key, refusal

PLACED_BY: Final = frozenset({"lon", "lat", "segment_code", "segment_from_m", "segment_to_m", "depth_m"})
"""What a shop's segment, cell and frontage follow from."""
FACTS: Final = tuple(one.name for one in fields(ShopFacts))
_UNTOLD: Final = frozenset({"contact", "credit_code", "photos"})
"""What the history names without its values: they say who somebody is, or nothing to a reader."""
_FILLED: Final = ("credit_code", "contact", "kind", "photos")
"""What the shop that goes on takes over where it has nothing itself."""


def add_shop(facts: ShopFacts, at: datetime, *, shop_id: str | None = None, ring: Ring | None = None) -> Shop:
    """Adds a shop, under `shop_id` (a UUID) where the caller has one. Raises InvalidBody with pointers."""
    new_id = shop_id or str(uuid_utils.uuid7())
    since = closed_at(None, facts.status, at)
    shop = Shop(id=new_id, added_at=at, closed_at=since, rev=1, **columns_of(new_id, checked(facts), ring))
    db.session.add(shop)
    db.session.flush()
    return shop


def enter(facts: ShopFacts, length_m: float | None, by: Actor, now: datetime, *, shop_id: str | None = None) -> Shop:
    """Adds a shop where it stands; one that is there under this id already is left as it is. Raises InvalidBody, NotFound,
    PhotoNotThere."""
    if shop_id is not None and queries.shop(shop_id) is not None:
        return queries.shop_for(by, shop_id)
    _check_office(facts.street_unit)
    _check_photos(facts.photos, (), by)
    placed, ring = ground().placed(checked(facts), length_m)
    shop = add_shop(placed, now, shop_id=shop_id, ring=ring)
    add_event(shop, "entered", by, now, {})
    return shop


def change(shop_id: str, revision: str, said: Mapping[str, Any], length_m: float | None, by: Actor, now: datetime) -> Shop:
    """Changes what was said, names of `ShopFacts` (of a contact the halves that were said), and what follows from it.

    Raises NotFound, Stale, Merged, InvalidBody, PhotoNotThere.
    """
    shop = _held(shop_id, by)
    if_match.check(revision, shop.rev)
    if "street_unit" in said:
        _check_office(said["street_unit"])
    was = facts_of(shop)
    if said.get("contact") is not None:
        said = {**said, "contact": replace(was.contact or Contact(None, None), **said["contact"])}
    _check_photos(said.get("photos", ()), was.photos, by)
    will, ring = checked(replace(was, **said)), shop.frontage
    if length_m is not None or PLACED_BY & said.keys():
        will, ring = placed_anew(ground(), will, said, length_m)
    write(shop, was, will, ring, by, now)
    return shop


def write(shop: Shop, was: ShopFacts, will: ShopFacts, ring: Ring | None, by: Actor, now: datetime) -> bool:
    """Writes what is known from now on, with its entry; whether anything is different."""
    changed = different(was, will)
    if not changed and ring == shop.frontage:
        return False
    for name, value in columns_of(shop.id, will, ring).items():
        setattr(shop, name, value)
    shop.closed_at = closed_at(shop.closed_at, will.status, now)
    shop.rev += 1
    add_event(shop, "changed", by, now, told_change(changed))
    tell(Happened.SHOP_CHANGED, shop, frozenset(changed), by, now)
    return True


def different(was: ShopFacts, will: ShopFacts) -> dict[str, list[Any]]:
    """What is not the same: by the name of the fact [as it was, as it will be]."""
    pairs = {name: [getattr(was, name), getattr(will, name)] for name in FACTS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def told_change(changed: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What the history tells of a change: {changed: {name: [was, is]}, also: [names]}, the latter without what they are."""
    untold = sorted(changed.keys() & _UNTOLD)
    told = {name: pair for name, pair in changed.items() if name not in _UNTOLD}
    return {"changed": told, **({"also": untold} if untold else {})}


def placed_anew(here: Ground, facts: ShopFacts, said: Mapping[str, Any], length_m: float | None) -> tuple[ShopFacts, Ring | None]:
    """The facts where they put the shop now, `said` being what is new of them. Raises InvalidBody."""
    return here.placed(*_moved(facts, said, length_m))


def merge(shop_id: str, into_id: str, by: Actor, now: datetime) -> Shop:
    """The shop is a double of another one, which goes on in its place and takes over what it has not got itself.

    What names the merged shop stays as it is and readable. Returns the one that goes on. Raises NotFound, Merged, InvalidBody.
    """
    if shop_id == into_id:
        raise refusal("/into", "A shop cannot be merged into itself.")
    held = {one_id: _held(one_id, by) for one_id in sorted((shop_id, into_id))}  # in one order for everybody
    shop, into = held[shop_id], held[into_id]
    was, other = facts_of(into), facts_of(shop)
    filled = {name: getattr(other, name) for name in _FILLED if not getattr(was, name) and getattr(other, name)}
    add_event(into, "took-over", by, now, {"shop_id": shop.id})
    if not filled or not write(into, was, replace(was, **filled), into.frontage, by, now):
        into.rev += 1
    shop.status, shop.merged_into, shop.resign_by = ShopStatus.CLOSED, into.id, None
    shop.closed_at = closed_at(shop.closed_at, ShopStatus.CLOSED, now)
    shop.rev += 1
    db.session.execute(update(Shop).where(Shop.merged_into == shop.id).values(merged_into=into.id))
    add_event(shop, "merged", by, now, {"into": into.id})
    tell(Happened.SHOP_MERGED, shop, into, by, now)
    return into


def closed_at(before: datetime | None, status: ShopStatus, now: datetime) -> datetime | None:
    """Since when a shop of this status is closed, if it was since `before`; None of one that is open."""
    return (before or now) if status is ShopStatus.CLOSED else None


def facts_of(shop: Shop) -> ShopFacts:
    """What is known of a shop, its contact opened; whoever shows that notes it first."""
    plain = {name: getattr(shop, name) for name in FACTS if name not in ("contact", "photos", "status")}
    return ShopFacts(**plain, contact=sealing.contact_of(shop), photos=tuple(shop.photos), status=ShopStatus(shop.status))


def columns_of(shop_id: str, facts: ShopFacts, ring: Ring | None) -> dict[str, Any]:
    """The columns of a shop with these checked facts, all but `id`, `rev` and what came of it later."""
    number = door_number(facts.door)
    return {
        **{name: getattr(facts, name) for name in FACTS},
        **sealing.contact_columns(shop_id, facts.contact),
        "photos": list(facts.photos),
        "status": str(facts.status),
        "frontage": ring,
        "door_number": number,
        "place_key": place_key(facts.street, number, shop_id),
    }


def _moved(facts: ShopFacts, said: Mapping[str, Any], length_m: float | None) -> tuple[ShopFacts, float | None]:
    """Without what a new place makes wrong: the old segment of a moved shop, the old ends; their length stays."""
    if {"lon", "lat"} & said.keys() and "segment_code" not in said:
        facts = replace(facts, segment_code=None, street_unit=facts.street_unit if "street_unit" in said else None)
    from_m, to_m = facts.segment_from_m, facts.segment_to_m
    if length_m is None and {"lon", "lat", "segment_code"} & said.keys() and "segment_from_m" not in said:
        length_m = None if from_m is None or to_m is None else to_m - from_m
    return (facts if length_m is None else replace(facts, segment_from_m=None, segment_to_m=None)), length_m


def _check_office(code: str | None) -> None:
    if code is not None and not is_office(code):
        raise refusal("/street_unit", "There is no street office (街道办) of this code at work.")


def _check_photos(names: Sequence[str], before: Collection[str], by: Actor) -> None:
    """What the shop has already stays; of others only those that this person brought or may see. Raises PhotoNotThere."""
    new = set(names) - set(before)
    known = more.photos_known(by, new) if new else set()
    absent = [place for place, name in enumerate(names) if name in new - known]
    if absent:
        raise PhotoNotThere(errors=[{"pointer": f"/photos/{place}", "detail": "upload it first"} for place in absent])


def _held(shop_id: str, by: Actor) -> Shop:
    shop = queries.shop_for(by, shop_id, hold=True)
    if shop.merged_into is not None:
        raise Merged(into=shop.merged_into)
    return shop
