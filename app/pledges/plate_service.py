"""Decides what is written when plates are printed, opened and ended, and when their address is checked. Never commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import uuid_utils

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import InvalidBody, NotFound
from app.pledges import plate_queries as queries
from app.pledges import plate_rules as rules
from app.pledges.plate_models import Plate, PlateAddress
from app.pledges.plate_rules import AddressUnchecked, Ended, SeenFrom
from app.shops.models import Shop
from app.shops.queries import going_on


@dataclass(frozen=True)
class Issued:
    """A plate that is to be printed. The token is here and on the paper, nowhere else."""

    shop: Shop
    plate: Plate
    token: str


def issue(shops: Iterable[Shop], plate_url: str, lost: bool, by: Actor, now: datetime) -> list[Issued]:
    """Within a transaction: a new plate for each shop; the old ones go on until the new one is opened, or not if `lost`.

    Raises AddressUnchecked until the address on them was opened from outside.
    """
    if queries.passed_check(plate_url) is None:
        raise AddressUnchecked(address=plate_url)
    issued = [_issue(shop, by, now) for shop in shops]
    if lost:
        for one in issued:
            _end_others(one.plate, Ended.LOST, now)
    db.session.flush()
    for one in issued:
        note(Action.PLATE_ISSUED, "plate", one.plate.id, by=by, shop_id=one.shop.id, lost=lost)
    return issued


def revoke(plate_id: str, why: Ended, by: Actor, now: datetime) -> Plate:
    """Within a transaction: the plate opens nothing any more; again is the same as once. Raises NotFound."""
    plate = queries.plate(plate_id, hold=True)
    if plate is None:
        raise NotFound()
    if plate.revoked_at is None:
        _end(plate, why, now, by)
        db.session.flush()
    return plate


def end_all(shop_id: str, why: Ended, by: Actor | None, now: datetime) -> int:
    """Within a transaction: none of a shop's plates opens anything any more; how many that were."""
    holding = queries.holding(shop_id)
    for plate in holding:
        _end(plate, why, now, by)
    db.session.flush()
    return len(holding)


def join_lines(shop_id: str, now: datetime) -> None:
    """Within a transaction, after another shop was merged into this one: of the plates at both doors that were opened the one
    printed last goes on, as if it had been printed for the others; what nobody has opened is still to come."""
    newest = max((one for one in queries.holding(shop_id) if one.first_seen_at), key=lambda one: one.issued_at, default=None)
    if newest is not None:
        _end_others(newest, Ended.REPLACED, now)
        db.session.flush()


def opened(plate: Plate, now: datetime) -> None:
    """Within a transaction: the plate's page was opened; the first time ends those that it was printed for."""
    plate.uses += 1
    if plate.first_seen_at is None:
        plate.first_seen_at = now
        _end_others(plate, Ended.REPLACED, now)
    db.session.flush()


def ask_for_look(plate_url: str, by: Actor, now: datetime) -> str:
    """Within a transaction: begins a check of the address on plates; the address to open from outside."""
    nonce = rules.new_token()
    row = PlateAddress(
        address=plate_url,
        nonce_sha256=rules.token_digest(nonce),
        asked_at=now,
        asked_by_id=by.id,
        expires_at=now + rules.NONCE_LIVES,
    )
    db.session.add(row)
    db.session.flush()
    note(Action.PLATE_ADDRESS, "plate-address", str(row.id), by=by, address=plate_url)
    return rules.check_address(plate_url, nonce)


def looked(nonce: str, plate_url: str, seen: SeenFrom, counts: bool, now: datetime) -> PlateAddress:
    """Within a transaction: somebody opened the check's address and came here by it; it passes if the look `counts`.

    Raises NotFound for a nonce that is not ours, over, or of another address.
    """
    check = queries.check_by_digest(rules.token_digest(nonce))
    if check is None or check.expires_at <= now or check.address != plate_url:
        raise NotFound()
    if check.seen_at is None:
        check.seen_from = seen
        check.seen_at = now if counts else None
        db.session.flush()
        note(Action.PLATE_ADDRESS, "plate-address", str(check.id), seen_from=seen.value, passed=counts)
    return check


def printable(shop_ids: list[str], segment: str | None, by: Actor) -> list[Shop]:
    """The shops to print plates for: those asked for that are open and in the scope.

    Raises NotFound when there is none, InvalidBody for too many.
    """
    rules.check_which(shop_ids, segment)
    found = queries.open_shops(by, shop_ids, segment)
    if not found:
        raise NotFound("There is no open shop here that you may print a plate for.")
    if len(found) > rules.MOST_AT_ONCE:
        raise InvalidBody(f"These are {len(found)} plates: print at most {rules.MOST_AT_ONCE} at once, segment by segment.")
    return found


def _issue(shop: Shop, by: Actor, now: datetime) -> Issued:
    token = rules.new_token()
    plate = Plate(
        id=str(uuid_utils.uuid7()), shop_id=shop.id, token_sha256=rules.token_digest(token), issued_at=now,
        expires_at=now + rules.LIVES, by_id=by.id, uses=0,
    )  # fmt: skip
    db.session.add(plate)
    return Issued(shop, plate, token)


def _end_others(plate: Plate, why: Ended, now: datetime) -> None:
    """Ends what hung there before; one that was printed later is still to come."""
    db.session.flush()
    shop = going_on(plate.shop_id)
    for other in queries.holding(shop.id if shop else plate.shop_id):
        if other.id != plate.id and other.issued_at <= plate.issued_at:
            _end(other, why, now, None)


def _end(plate: Plate, why: Ended, now: datetime, by: Actor | None) -> None:
    plate.revoked_at, plate.why = now, why.value
    note(Action.PLATE_ENDED, "plate", plate.id, by=by, shop_id=plate.shop_id, why=why.value)
