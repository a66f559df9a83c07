"""Reads of shops. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, case, func, or_, select, true, type_coerce

from app.accounts.rules import Actor
from app.core.among import among
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cut_page, decode_cursor, encode_cursor
from app.core.wording import storable
from app.shops import more
from app.shops.models import Shop, ShopEvent, ShopImport
from app.shops.more import Wanted
from app.shops.rules import BETWEEN, twin_key

_PIECE: Final = 500


def shop(shop_id: str | None) -> Shop | None:
    """The shop with this id, closed or not, merged or not."""
    return db.session.get(Shop, shop_id) if shop_id else None


def going_on(shop_id: str | None) -> Shop | None:
    """The shop with this id, or the one it was merged into: where something that names it belongs today."""
    found = shop(shop_id)
    return shop(found.merged_into) if found is not None and found.merged_into else found


def shop_for(actor: Actor, shop_id: str, *, hold: bool = False) -> Shop:
    """A shop that this person sees; `hold` keeps its row until the transaction ends. Raises NotFound."""
    query = select(Shop).where(Shop.id == shop_id, in_sight(actor))
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
    if found is None:
        raise NotFound()
    return found


def in_sight(actor: Actor) -> ColumnElement[bool]:
    """The condition for shops of this person's scope; what lies in no segment and no cell is in everybody's."""
    scope = actor.scope
    if not (scope.segments or scope.cells):
        return true()
    parts = [and_(Shop.segment_code.is_(None), Shop.cell_code.is_(None))]
    if scope.segments:
        parts.append(among(Shop.segment_code, scope.segments))
    if scope.cells:
        parts.append(among(Shop.cell_code, scope.cells))
    return or_(*parts)


def page(actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> Page[Shop]:
    """Shops in the order of streets and doors, without those that were merged into others."""
    query = _listed(actor, wanted)
    if cursor:
        query = query.where(Shop.place_key > BETWEEN.join(storable(part) for part in decode_cursor(cursor, 3)))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda shop: encode_cursor(shop.place_key))


def counts(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many shops the same question has by how they stand (`more.COUNTED`), and `all` of them whatever `standing` says."""
    by_word = {word: and_(true(), *more.narrowed(replace(wanted, standing=word))) for word in more.COUNTED}
    columns = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(word) for word, condition in by_word.items()]
    whole = _listed(actor, replace(wanted, standing=None)).order_by(None)
    row = db.session.execute(whole.with_only_columns(func.count().label("all"), *columns, maintain_column_froms=True)).one()
    return {name: int(number) for name, number in row._mapping.items()}


def all_shops(actor: Actor, wanted: Wanted) -> Iterator[list[Shop]]:
    """The whole list in its order, some hundred at a time."""
    query, after = _listed(actor, wanted).limit(_PIECE), ""
    while rows := list(db.session.scalars(query.where(Shop.place_key > after))):
        yield rows
        after = rows[-1].place_key
        db.session.expunge_all()


def events_of(shop_id: str) -> list[ShopEvent]:
    """What became of a shop, the oldest first."""
    return list(db.session.scalars(select(ShopEvent).where(ShopEvent.shop_id == shop_id).order_by(ShopEvent.place)))


def merged_into(shop_id: str) -> list[str]:
    """The shops that this one goes on for."""
    return list(db.session.scalars(select(Shop.id).where(Shop.merged_into == shop_id).order_by(Shop.id)))


def doubles_of(one: Shop) -> dict[str, list[str]]:
    """Other open shops by what they share with this one: same-credit-code, same-phone, same-name-and-door."""
    others = select(Shop).where(Shop.id != one.id, Shop.status == "open", Shop.merged_into.is_(None))
    same: dict[str, ColumnElement[bool]] = {"same-name-and-door": and_(Shop.street == one.street, _same_number(one))}
    if one.credit_code:
        same["same-credit-code"] = Shop.credit_code == one.credit_code
    if one.phone_index:
        same["same-phone"] = Shop.phone_index == one.phone_index
    mine = twin_key(one.name, one.door, one.street)
    found = {word: list(db.session.scalars(others.where(condition).order_by(Shop.id))) for word, condition in same.items()}
    found["same-name-and-door"] = [
        other for other in found["same-name-and-door"] if twin_key(other.name, other.door, other.street) == mine
    ]
    return {word: [other.id for other in others_] for word, others_ in found.items() if others_}


def import_of(import_id: str, *, hold: bool = False) -> ShopImport:
    """A table on its way in; `hold` keeps its row until the transaction ends. Raises NotFound."""
    query = select(ShopImport).where(ShopImport.id == import_id)
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
    if found is None:
        raise NotFound()
    return found


def shops_of(shop_ids: Collection[str]) -> dict[str, Shop]:
    """By id, those that there are."""
    return {one.id: one for one in db.session.scalars(select(Shop).where(among(Shop.id, shop_ids)))} if shop_ids else {}


def photo_names() -> set[str]:
    """The photos that shops have as pictures of their fronts."""
    rows = db.session.scalars(select(Shop.photos).where(Shop.photos != []))
    return {name for names in rows for name in names}


def is_front(sha256: str) -> bool:
    """Whether a shop has this photo as a picture of its front."""
    held = select(Shop.id).where(type_coerce(Shop.photos, Text()).contains(sha256)).limit(1)
    return db.session.scalar(held) is not None


def pack_shops() -> list[dict[str, Any]]:
    """The shops a phone carries: [{id, name, door, street, point: [lon, lat], status}], no persons, no phone numbers."""
    columns = select(Shop.id, Shop.name, Shop.door, Shop.street, Shop.lon, Shop.lat, Shop.status).order_by(Shop.id)
    return [
        {
            "id": row.id,
            "name": row.name,
            "door": row.door,
            "street": row.street,
            "point": [row.lon, row.lat],
            "status": row.status,
        }
        for row in db.session.execute(columns)
    ]


def _same_number(one: Shop) -> ColumnElement[bool]:
    return Shop.door_number.is_(None) if one.door_number is None else Shop.door_number == one.door_number


def _listed(actor: Actor, wanted: Wanted) -> Select[Shop]:
    query = select(Shop).where(Shop.merged_into.is_(None), in_sight(actor)).order_by(Shop.place_key)
    exact = ((Shop.segment_code, wanted.segment), (Shop.street, wanted.street), (Shop.status, wanted.status))
    for column, value in exact:
        if value is not None:
            query = query.where(column == value)
    if wanted.units is not None:
        query = query.where(among(Shop.street_unit, wanted.units))
    if wanted.odd is not None:
        query = query.where(Shop.door_number % 2 == int(wanted.odd))
    if wanted.phone is not None:
        query = query.where(Shop.phone_index == wanted.phone)
    for word in (wanted.words or "").split():
        searched = (Shop.name, Shop.door, Shop.street, Shop.credit_code)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return query.where(*more.narrowed(wanted))
