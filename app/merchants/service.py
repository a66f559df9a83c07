"""Decides what opens a shop's page: a plate's token, and then a code or the end of the registered number.

A refusal is an answer here and not an exception, because what was tried in vain is written down with it. The same is
read, computed and written for every reason of a refusal. Flushes, never commits.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.locks import hold
from app.merchants import keys, tries
from app.merchants.models import MerchantCode
from app.merchants.rules import CODE_DIGITS, CODE_LIVES, CODE_TRIES, KEY_LIVES, is_code, is_last4
from app.pledges import plate_queries, plate_service
from app.pledges.plate_models import Plate
from app.pledges.plate_rules import holds, token_digest
from app.shops.models import Shop
from app.shops.persons import last4 as last4_of
from app.shops.queries import going_on
from app.shops.sealing import contact_of

_NO_DIGITS: Final = "----"
"""What is compared where there is no number, or where it does not count."""


@dataclass(frozen=True)
class Refused:
    """Nothing was opened; `wait_s` says for how long nothing more is looked at, 0 when it was looked at and was wrong."""

    wait_s: int = 0


@dataclass(frozen=True)
class Told:
    """A code that a patrol tells, and until when it is good."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Opened:
    """What opens a shop from now on."""

    key: str
    expires_at: datetime


def live_plate(token: str, now: datetime) -> Plate | None:
    """Within a transaction: the plate of a token that holds at `now`."""
    plate = plate_queries.plate_by_digest(token_digest(token))
    return plate if plate is not None and holds(plate.issued_at, plate.expires_at, plate.revoked_at, now) else None


def show_plate(token: str, address: str, now: datetime) -> Plate | Refused:
    """Within a transaction: the plate of this token, which is now in use.

    Whoever shares an address with somebody who tries tokens is not held up: a right token opens at any time. Nobody finds
    one by trying; the wait keeps those busy who do.
    """
    counter = tries.tokens_from(address)
    plate = live_plate(token, now)
    if plate is not None:
        plate_service.opened(plate, now)
        return plate
    tries.take_turns(counter)
    wait = tries.wait_s(counter, now)
    if wait == 0:
        tries.failed(counter, now)
    return Refused(wait)


def unlock(plate: Plate, code: str | None, last4: str | None, address: str, now: datetime) -> Opened | Refused:
    """Within a transaction: a key for the plate's shop, if the code or the digits are right and may be tried from here."""
    here, anywhere = tries.codes_from(plate.id, address), tries.last4_of(plate.id)
    tries.take_turns(here, anywhere)
    wait = tries.wait_s(here, now)
    if wait:
        return Refused(wait)
    known = tries.is_known(here, now)
    barred = last4 is not None and not known and tries.wait_s(anywhere, now) > 0
    shop = going_on(plate.shop_id)
    assert shop is not None  # a foreign key
    right = _fits(shop, code, last4, now) and not barred
    if not right:
        tries.failed(here, now)
        if last4 is not None and not known and not barred:
            tries.failed(anywhere, now)
        return Refused()
    tries.succeeded(here, now)
    how = "code" if code is not None else "last4"
    note(Action.MERCHANT_UNLOCKED, "shop", shop.id, plate_id=plate.id, how=how)
    expires_at = (now + KEY_LIVES).replace(microsecond=0)
    return Opened(keys.signed(plate.id, expires_at), expires_at)


def tell_code(shop_id: str, by: Actor, now: datetime) -> Told:
    """Within a transaction: a new code for the shop, which ends the one before. Every one is logged, without the code."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    row = _held_code(shop_id) or MerchantCode(shop_id=shop_id)
    row.code_hmac, row.told_by_id, row.told_at = _hidden_code(shop_id, code), by.id, now
    row.expires_at, row.wrong = now + CODE_LIVES, 0
    db.session.add(row)
    db.session.flush()
    note(Action.CODE_TOLD, "shop", shop_id, by=by)
    return Told(code, row.expires_at)


def _fits(shop: Shop, code: str | None, last4: str | None, now: datetime) -> bool:
    """Whether the code is the shop's, or these are the last digits of its number; both are always looked at."""
    by_code = _code_fits(shop.id, code or "", now, count=code is not None)
    by_digits = hmac.compare_digest((last4 or "").encode("utf-8", "replace"), _digits_of(shop).encode())
    return (code is not None and by_code) or (last4 is not None and is_last4(last4) and by_digits)


def _code_fits(shop_id: str, code: str, now: datetime, *, count: bool) -> bool:
    """A code opens once; wrong ones wear it out."""
    row = _held_code(shop_id)
    fits = hmac.compare_digest(_hidden_code(shop_id, code), row.code_hmac if row else _NO_DIGITS)
    if row is None or not count:
        return False
    alive = row.expires_at > now and row.wrong < CODE_TRIES
    if fits and alive and is_code(code):
        db.session.delete(row)
        db.session.flush()
        return True
    row.wrong += 1
    db.session.flush()
    return False


def _digits_of(shop: Shop) -> str:
    """The last four digits of the number the shop is reached by."""
    return last4_of(contact_of(shop)) or _NO_DIGITS


def _held_code(shop_id: str) -> MerchantCode | None:
    hold(f"merchant-code:{shop_id}")
    query = select(MerchantCode).where(MerchantCode.shop_id == shop_id).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _hidden_code(shop_id: str, code: str) -> str:
    return keys.hidden("code", shop_id, code)
