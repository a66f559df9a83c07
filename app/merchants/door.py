"""Decides who is let in by a plate: wrong tokens get one answer, and a key opens its own shop only.

Nothing here knows cookies: browsers inside other programs have none to give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar, cast

from flask import Response, g, request

from app.core import clock
from app.core.admission import charge
from app.core.errors import AppError
from app.core.http import takes_at_most
from app.core.transaction import in_transaction
from app.merchants import keys, service
from app.merchants.rules import Locked, NoSuchPlate, Slower, WrongCode, neighbourhood
from app.merchants.service import Opened, Refused
from app.pledges import plate_queries
from app.pledges.plate_models import Plate
from app.pledges.plate_rules import holds, token_digest
from app.shops.models import Shop
from app.shops.queries import going_on

View = TypeVar("View", bound=Callable[..., Any])
GUARD: Final = "merchant"
"""How a view is marked that is reached with a key."""
HEADER: Final = "X-Merchant"
LONGEST_BODY: Final = 8 * 1024
LONGEST_KEYED_BODY: Final = 128 * 1024
"""A pledge with the strokes of a signature."""
_ONE_FOR_ALL: Final = "0" * 16
"""The id of a refused request: one of its own would make every answer another."""


@dataclass(frozen=True)
class Merchant:
    """Whoever holds the key of a shop's plate."""

    plate: Plate
    shop: Shop


def plain(response: Response) -> Response:
    """What all answers of this page carry beside what every answer does."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def keyed(view: View) -> View:
    """The view is reached with a key; a token in the body must be the same plate's. Whose shop it is: `merchant()`."""

    @takes_at_most(LONGEST_KEYED_BODY)
    @wraps(view)
    def let_in(*args: Any, **kwargs: Any) -> Any:
        who = merchant()
        _charge(who.plate)
        return view(*args, **kwargs)

    let_in.__guard__ = GUARD  # type: ignore[attr-defined]
    return cast(View, let_in)


def merchant() -> Merchant:
    """Who asks in this request. Raises Locked, the same for whatever is wrong with the key."""
    if "merchant" not in g:
        g.merchant = _merchant_of_key()
    return cast(Merchant, g.merchant)


def enter(token: str) -> Plate:
    """The plate of a token, which is now in use. Raises NoSuchPlate, or Slower after many wrong ones from here."""
    now = clock.now()
    shown = in_transaction(lambda: service.show_plate(token, request.remote_addr or "", now))
    if isinstance(shown, Refused):
        _refuse(shown, NoSuchPlate())
    _charge(shown)
    return shown


def unlock(token: str, code: str | None, last4: str | None) -> Opened:
    """A key for the shop of this token. Raises NoSuchPlate, WrongCode, Slower."""
    plate, now = enter(token), clock.now()
    opened = in_transaction(lambda: service.unlock(plate, code, last4, request.remote_addr or "", now))
    if isinstance(opened, Refused):
        _refuse(opened, WrongCode())
    return opened


def _charge(plate: Plate) -> None:
    """Counts the request for whoever is at this plate; others are at it, too, so it is not counted for the plate alone."""
    charge(f"plate:{plate.id}:{neighbourhood(request.remote_addr or '')}")


def _refuse(refused: Refused, wrong: AppError) -> NoReturn:
    g.request_id = _ONE_FOR_ALL
    raise Slower(retry_after_s=refused.wait_s) if refused.wait_s else wrong


def _merchant_of_key() -> Merchant:
    now = clock.now()
    plate_id = keys.plate_of(request.headers.get(HEADER, ""), now)
    plate = plate_queries.plate(plate_id) if plate_id else None
    shop = going_on(plate.shop_id) if plate else None
    if plate is None or shop is None or not holds(plate.issued_at, plate.expires_at, plate.revoked_at, now):
        g.request_id = _ONE_FOR_ALL
        raise Locked()
    said = request.get_json(silent=True) if request.is_json else None
    token = said.get("token") if isinstance(said, dict) else None
    if token is not None and token_digest(str(token)) != plate.token_sha256:
        g.request_id = _ONE_FOR_ALL
        raise Locked()
    return Merchant(plate, shop)
