"""Reads of plates and of the checks of their address. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.rules import Actor
from app.core.db import db
from app.pledges import schemes
from app.pledges.models import Pledge, PledgeScheme, ShopStanding
from app.pledges.plate_models import Plate, PlateAddress
from app.shops.models import Shop
from app.shops.queries import in_sight
from app.shops.rules import ShopStatus


def plate(plate_id: str, *, hold: bool = False) -> Plate | None:
    """The plate with this id; `hold` keeps its row until the transaction ends."""
    query = select(Plate).where(Plate.id == plate_id)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)


def plate_by_digest(token_sha256: str) -> Plate | None:
    """The plate whose token has this SHA-256, whether it still holds or not; its row is held until the transaction ends."""
    query = select(Plate).where(Plate.token_sha256 == token_sha256)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def plates_of(shop_id: str) -> list[Plate]:
    """All plates that a shop ever had, those of its doubles too, the newest first."""
    return list(db.session.scalars(select(Plate).where(_at_door(shop_id)).order_by(Plate.issued_at.desc(), Plate.id)))


def holding(shop_id: str) -> list[Plate]:
    """A shop's plates that nobody has ended; their rows are held until the transaction ends."""
    query = select(Plate).where(_at_door(shop_id), Plate.revoked_at.is_(None)).order_by(Plate.id)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def digests_by_shop(now: datetime) -> dict[str, list[str]]:
    """By shop the SHA-256 of the tokens that hold at `now`: what a phone needs to tell whose plate it scans."""
    shop_id = func.coalesce(Shop.merged_into, Shop.id).label("shop_id")
    query = select(shop_id, Plate.token_sha256).join(Shop, Shop.id == Plate.shop_id)
    query = query.where(Plate.revoked_at.is_(None), Plate.expires_at > now).order_by(shop_id, Plate.token_sha256)
    found: dict[str, list[str]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.shop_id].append(row.token_sha256)
    return found


def open_shops(actor: Actor, shop_ids: Collection[str], segment: str | None) -> list[Shop]:
    """These shops, or those of a segment, that are open and in the person's scope, in the order of streets and doors."""
    wanted = Shop.segment_code == segment if segment is not None else Shop.id.in_(shop_ids)
    query = select(Shop).where(wanted, Shop.status == ShopStatus.OPEN, Shop.merged_into.is_(None), in_sight(actor))
    return list(db.session.scalars(query.order_by(Shop.place_key)))


def scheme_of(shop_id: str, now: datetime) -> PledgeScheme | None:
    """What the shop has signed, else what it would sign today."""
    signed = select(PledgeScheme).join(Pledge, Pledge.scheme_id == PledgeScheme.id)
    signed = signed.join(ShopStanding, ShopStanding.pledge_id == Pledge.id).where(ShopStanding.shop_id == shop_id)
    return db.session.scalar(signed) or next(iter(schemes.in_force(now)), None)


def passed_check(address: str) -> PlateAddress | None:
    """The newest look from outside at this address, None while there was none."""
    query = select(PlateAddress).where(PlateAddress.address == address, PlateAddress.seen_at.is_not(None))
    return db.session.scalar(query.order_by(PlateAddress.id.desc()).limit(1))


def check_by_digest(nonce_sha256: str) -> PlateAddress | None:
    """The check with this nonce; its row is held until the transaction ends."""
    query = select(PlateAddress).where(PlateAddress.nonce_sha256 == nonce_sha256)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _at_door(shop_id: str) -> ColumnElement[bool]:
    """The condition for plates of a shop and of those that were merged into it."""
    return or_(Plate.shop_id == shop_id, Plate.shop_id.in_(select(Shop.id).where(Shop.merged_into == shop_id)))
