"""Decides what the rows of a table would change in the register, and writes it. Flushes, never commits.

Twenty thousand rows are looked at and written in seconds: what is there is read once, what is new is written in bulk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

import uuid_utils
from sqlalchemy import func, insert, select, update

from app.accounts.rules import Actor
from app.core.among import among
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.hooks import Happened, tell
from app.shops import queries, service
from app.shops.columns import Column, Places, Why, Wrong
from app.shops.models import Shop, ShopEvent
from app.shops.persons import Contact
from app.shops.placing import Ground, Ring
from app.shops.rules import ShopFacts, Warned, checked, code_fits, twin_key
from app.shops.sealing import phone_index
from app.shops.table import Entry

_PLACED_BY: Final = (*service.PLACED_BY, "street_unit")
_FAULTS: Final = {
    "/segment_to_m": (Column.TO, Why.BEYOND_SEGMENT),
    "/segment_from_m": (Column.FROM, Why.BEYOND_SEGMENT),
    "/segment_code": (Column.SEGMENT, Why.UNKNOWN_SEGMENT),
}
_NO_NAME: Final = (Column.NAME, Why.NO_NAME)
"""What is left to be wrong with cells that were read: a name of signs that nobody can read."""
_A_CENTIMETRE: Final = 0.011


class Step(NamedTuple):
    """What becomes of one shop; `was` is None for a new one, `phone` the blind index of its number."""

    row: int
    shop_id: str
    was: ShopFacts | None
    will: ShopFacts
    ring: Ring | None
    phone: str | None


@dataclass
class Looked:
    """What a table would change, as the register was when `mark` was taken."""

    mark: tuple[int, int]
    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By shop what is written, once it was prepared."""


def mark() -> tuple[int, int]:
    """What changes whenever a shop is entered, changed or merged."""
    count, revisions = db.session.execute(select(func.count(), func.coalesce(func.sum(Shop.rev), 0)).select_from(Shop)).one()
    return count, int(revisions)


def look(entries: Sequence[Entry], places: Places, by: Actor, ground: Ground) -> Looked:
    """What would become of each row; rows that cannot be shops where they say are told as wrong."""
    looked = Looked(mark())
    there = _There(list(db.session.scalars(select(Shop).where(Shop.merged_into.is_(None), queries.in_sight(by)))))
    taken: set[str] = set()
    for entry in entries:
        shop = there.of(entry)
        key = shop.id if shop else twin_key(entry.said.get("name", ""), entry.said.get("door"), entry.said.get("street"))
        fault = _fault(entry, shop, key in taken)
        taken.add(key)
        if fault is not None:
            looked.wrong.append(Wrong(entry.row, places.heading(fault[0]), fault[1]))
            continue
        try:
            _step(entry, shop, ground, looked)
        except InvalidBody as error:
            column, why = _FAULTS.get(error.facts["errors"][0]["pointer"], _NO_NAME)
            looked.wrong.append(Wrong(entry.row, places.heading(column), why))
    looked.warnings = sorted(_warned(looked, there, places), key=lambda one: (one["row"], one["why"]))
    return looked


def prepared(looked: Looked) -> Looked:
    """With what is written: sealing and cutting it out takes a while, for which nobody should be held up."""
    for step in (*looked.new, *looked.changed):
        looked.columns[step.shop_id] = {"id": step.shop_id, **service.columns_of(step.shop_id, step.will, step.ring)}
    return looked


def write(looked: Looked, import_id: str, by: Actor, now: datetime) -> None:
    """Writes every step of what was prepared, with its entry in the history."""
    entries = [_event(step, 1, "imported", {"import_id": import_id, "row": step.row}, by, now) for step in looked.new]
    if looked.new:
        rows = [{**_columns(looked, step, None, now), "added_at": now, "rev": 1} for step in looked.new]
        db.session.execute(insert(Shop), rows)
    if looked.changed:
        ids = [step.shop_id for step in looked.changed]
        shops = queries.shops_of(ids)
        last = _last_places(ids)
        rows = [_columns(looked, step, shops[step.shop_id], now) for step in looked.changed]
        db.session.execute(update(Shop), [{**row, "rev": shops[row["id"]].rev + 1} for row in rows])
        for step in looked.changed:
            facts = {**service.told_change(_different(step)), "import_id": import_id, "row": step.row}
            entries.append(_event(step, last.get(step.shop_id, 0) + 1, "changed", facts, by, now))
    if entries:
        db.session.execute(insert(ShopEvent), entries)
    for step in looked.changed:
        changed = frozenset(_different(step))
        if "status" in changed:
            db.session.refresh(shops[step.shop_id])  # what was written in bulk is not in the session
        tell(Happened.SHOP_CHANGED, shops[step.shop_id], changed, by, now)


def _columns(looked: Looked, step: Step, was: Shop | None, now: datetime) -> dict[str, Any]:
    """What is written of a row."""
    since = service.closed_at(was.closed_at if was else None, step.will.status, now)
    return {**looked.columns[step.shop_id], "closed_at": since}


class _There:
    """The shops of the register by what a row may name."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self.by_id = {shop.id: shop for shop in shops}
        open_ones = [shop for shop in shops if shop.status == "open"]
        closed = [shop for shop in shops if shop.status != "open"]
        self._by_twin = {twin_key(shop.name, shop.door, shop.street): shop for shop in (*closed, *reversed(open_ones))}
        self.by_code = {shop.credit_code: shop.id for shop in open_ones if shop.credit_code}
        self.by_phone = {shop.phone_index: shop.id for shop in open_ones if shop.phone_index}

    def of(self, entry: Entry) -> Shop | None:
        """The shop that the row is about."""
        if entry.shop_id is not None:
            return self.by_id.get(entry.shop_id)
        said = entry.said
        return self._by_twin.get(twin_key(said.get("name", ""), said.get("door"), said.get("street")))


def _fault(entry: Entry, shop: Shop | None, taken: bool) -> tuple[Column, Why] | None:
    if entry.shop_id is not None and shop is None:
        return Column.ID, Why.UNKNOWN_SHOP
    if taken:
        return Column.NAME, Why.TWICE
    return (Column.LON, Why.NO_POINT) if shop is None and "lon" not in entry.said else None


def _step(entry: Entry, shop: Shop | None, ground: Ground, looked: Looked) -> None:
    """Raises InvalidBody for what cannot be placed."""
    said = dict(entry.said)
    length_m = said.pop("length_m", None)
    if shop is None:
        will, ring = ground.placed(checked(ShopFacts(**{"door": None, "street": None, **said})), length_m)
        shop_id = str(uuid_utils.uuid7())
        looked.new.append(Step(entry.row, shop_id, None, will, ring, _phone(will)))
        return
    was = service.facts_of(shop)
    if was.contact and "contact" in said:
        said["contact"] = Contact(said["contact"].name or was.contact.name, said["contact"].phone or was.contact.phone)
    will, ring = checked(replace(was, **said)), shop.frontage
    if _other_length(was, length_m) or any(getattr(was, name) != getattr(will, name) for name in _PLACED_BY):
        will, ring = service.placed_anew(ground, will, said, length_m)
    if will != was or ring != shop.frontage:
        looked.changed.append(Step(entry.row, shop.id, was, will, ring, _phone(will)))


def _phone(facts: ShopFacts) -> str | None:
    return phone_index(facts.contact.phone) if facts.contact and facts.contact.phone else None


def _other_length(was: ShopFacts, length_m: float | None) -> bool:
    if length_m is None:
        return False
    return (
        was.segment_from_m is None
        or was.segment_to_m is None
        or (abs(was.segment_to_m - was.segment_from_m - length_m) > _A_CENTIMETRE)
    )


def _warned(looked: Looked, there: _There, places: Places) -> Iterator[dict[str, Any]]:
    """What a person should know of the rows: doubles by code and number, codes that do not fit, shops without their ground."""
    steps = [*looked.new, *looked.changed]
    own_shop = {step.shop_id for step in steps}
    shared: dict[tuple[Warned, str], list[Step]] = defaultdict(list)
    for step in steps:
        will = step.will
        if will.credit_code:
            shared[Warned.SAME_CREDIT_CODE, will.credit_code].append(step)
            if not code_fits(will.credit_code):
                yield _warning(step, places, Column.CREDIT_CODE, Warned.CREDIT_CODE)
        if step.phone:
            shared[Warned.SAME_PHONE, step.phone].append(step)
        if will.segment_code is None:
            yield _warning(step, places, Column.LON, Warned.OUTSIDE)
        elif step.ring is None and will.depth_m is not None and will.segment_from_m is not None:
            yield _warning(step, places, Column.LON, Warned.NO_FRONTAGE)
    for (word, value), alike in shared.items():
        column = Column.CREDIT_CODE if word is Warned.SAME_CREDIT_CODE else Column.PHONE
        known = (there.by_code if word is Warned.SAME_CREDIT_CODE else there.by_phone).get(value)
        for step in alike:
            other = next((one.row for one in alike if one is not step), None)
            shop_id = known if known != step.shop_id and known not in own_shop else None
            if other is not None or shop_id is not None:
                yield _warning(step, places, column, word, shop_id, other)


def _warning(
    step: Step, places: Places, column: Column, word: Warned, shop_id: str | None = None, other: int | None = None
) -> dict[str, Any]:
    return {"row": step.row, "column": places.heading(column), "why": str(word), "shop_id": shop_id, "other_row": other}


def _different(step: Step) -> dict[str, list[Any]]:
    return service.different(step.was, step.will) if step.was else {}


def _event(step: Step, place: int, kind: str, facts: dict[str, Any], by: Actor, now: datetime) -> dict[str, Any]:
    return {"shop_id": step.shop_id, "place": place, "kind": kind, "by_id": by.id, "at": now, "facts": facts}


def _last_places(shop_ids: Collection[str]) -> dict[str, int]:
    rows = select(ShopEvent.shop_id, func.max(ShopEvent.place)).where(among(ShopEvent.shop_id, shop_ids))
    return {shop_id: place for shop_id, place in db.session.execute(rows.group_by(ShopEvent.shop_id))}  # noqa: C416
