"""Decides what a merchant signs anew by the shop's own page, and what is written then. Flushes, never commits.

Nobody of the city is there: the second factor that opened the page stands for the code, so a renewal is confirmed at once
and waits to be filed. Whatever else than what was offered is refused, because whoever signs can still read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.accounts.service import shops as acting_for
from app.core.db import db
from app.core.errors import InvalidBody, Stale
from app.pledges import queries, schemes
from app.pledges.document import FORM, Signing, read_document
from app.pledges.journal import add_event
from app.pledges.kit import office
from app.pledges.models import Pledge, PledgeScheme, ShopStanding
from app.pledges.rules import Doubt, How, Standing, State, in_order
from app.pledges.sealing import DOCUMENT, SIGNER, sealed_bytes, sealed_json
from app.pledges.service import confirm
from app.pledges.sketching import sketch_of
from app.pledges.standings import take_turns
from app.shops.models import Shop

SIGNED: Final = "signed"
_ALONE: Final = frozenset(
    {Doubt.OFFICER_STROKES_MISSING, Doubt.NOT_READ_ALOUD, Doubt.POSITION_MISSING, Doubt.PHOTO_MISSING, Doubt.OFFICER_DIFFERS}
)
"""What only somebody of the city could have added."""
_REFUSED: Final[Mapping[Doubt, tuple[str, str]]] = {
    Doubt.NOT_CANONICAL: ("/document", "Numbers of this size cannot be signed."),
    Doubt.SIGNER_MISSING: ("/document/signer", "Say who signs and in which capacity."),
    Doubt.STROKES_MISSING: ("/document/strokes", "Sign with your finger."),
    Doubt.STROKES_ODD: ("/document/strokes", "The signature cannot be read: sign again."),
}
_OFFERED: Final = ("form", "scheme", "items", "shop", "frontage", "office", "term")
"""What of a document is ours; the merchant adds who signs, when and how."""
_A_SHIFT: Final = timedelta(hours=12)


def why_now(shop: Shop, pledge: Pledge | None, waits: bool, now: datetime) -> str | None:
    """Why the shop should sign anew: `change`, `expiring` or `expired`; None where nothing is to be signed here."""
    if pledge is None or waits:
        return None
    standing = queries.standing_of(pledge, now)
    if standing in {Standing.EXPIRING, Standing.EXPIRED}:
        return "expiring" if standing is Standing.EXPIRING else "expired"
    return "change" if shop.resign_by is not None and standing is Standing.ACTIVE else None


def offered(shop: Shop, last: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """What would be signed today, with the frontage as the last document (`last`) had it; None while no scheme is in force."""
    scheme = _scheme(last, now)
    if scheme is None:
        return None
    before = last.get("frontage")
    frontage = before if isinstance(before, dict) else {}
    return {
        "form": FORM,
        "scheme": {"code": scheme.code, "version": scheme.version, "name": scheme.name},
        "items": [
            {"code": one["code"], "name": one["name_zh"], "do": one["do_zh"], "dont": one["dont_zh"]} for one in scheme.items
        ],
        "shop": {
            "id": shop.id, "name": shop.name, "door": shop.door, "segment_code": shop.segment_code, "cell_code": shop.cell_code,
        },
        "frontage": {
            "left": frontage.get("left"), "right": frontage.get("right"), "length_m": frontage.get("length_m"),
            "rule": scheme.frontage_rule,
        },
        "office": _office(shop),
        "term": {"months": scheme.term_months},
    }  # fmt: skip


def renew(shop: Shop, last: Mapping[str, Any], document: dict[str, Any], now: datetime) -> Pledge:
    """Within a transaction: the signed document is kept as a pledge that waits to be filed; the same again is the same.

    Raises InvalidBody with pointers, Stale when something else is offered by now.
    """
    signing = read_document(document)
    take_turns(shop.id)
    known = queries.pledge_by_id(signing.pledge_id or "")
    if known is not None and known.shop_id == shop.id and known.document_sha256 == signing.sha256:
        return known
    if known is not None or signing.pledge_id is None or str(UUID(signing.pledge_id)) != document.get("pledge_id"):
        raise _refusal("/document/pledge_id", "Take a new id for what is signed.")
    ours = offered(shop, last, now) if _is_due(shop, now) else None
    if ours is None or any(document.get(name) != ours[name] for name in _OFFERED):
        raise Stale("What is to be signed has changed since you read it: read it again.")
    for doubt, (pointer, detail) in _REFUSED.items():
        if doubt in signing.doubts:
            raise _refusal(pointer, detail)
    if signing.signed_at is None or abs(signing.signed_at - now) > _A_SHIFT:
        raise _refusal("/document/signed_at", "The clock of this phone is wrong: set it, then sign again.")
    pledge = _pledge(shop, signing, now)
    db.session.add(pledge)
    add_event(pledge, SIGNED, None, now, doubts=pledge.doubts, sketch=sketch_of(shop))
    return confirm(pledge.id, How.CODE, None, now)


def waits(standing: ShopStanding | None) -> bool:
    """Whether something was signed already and is not filed yet."""
    return standing is not None and standing.waiting_id is not None


def _is_due(shop: Shop, now: datetime) -> bool:
    row = db.session.get(ShopStanding, shop.id, populate_existing=True)
    pledge = queries.pledge_by_id(str(row.pledge_id)) if row is not None and row.pledge_id else None
    return why_now(shop, pledge, waits(row), now) is not None


def _pledge(shop: Shop, signing: Signing, now: datetime) -> Pledge:
    scheme = schemes.version(signing.scheme_code, signing.scheme_version)
    assert scheme is not None  # it was offered
    assert signing.pledge_id is not None
    assert signing.signed_at is not None
    return Pledge(
        id=signing.pledge_id, shop_id=shop.id, scheme_id=scheme.id, state=State.SIGNED, rev=0,
        document=sealed_bytes(signing.pledge_id, DOCUMENT, signing.canonical), document_sha256=signing.sha256,
        signer=sealed_json(signing.pledge_id, SIGNER, dict(signing.signer)), officer_id=acting_for(shop.id, now).id,
        signed_at=min(signing.signed_at, now), received_at=now, lon=None, lat=None, accuracy_m=None,
        doubts=in_order(signing.doubts - _ALONE), term_months=scheme.term_months, notice_days=scheme.notice_days,
        photos={"front": [], "paper": []}, superseded_by=None,
    )  # fmt: skip


def _scheme(last: Mapping[str, Any], now: datetime) -> PledgeScheme | None:
    """The version that counts now of the scheme that was signed, else any that counts."""
    before = last.get("scheme")
    code = before.get("code") if isinstance(before, dict) else None
    counting = schemes.in_force(now)
    return next((one for one in counting if one.code == code), counting[0] if counting else None)


def _office(shop: Shop) -> dict[str, Any]:
    told = office(shop.street_unit) if shop.street_unit else {}
    return {"unit_code": shop.street_unit, "name": told.get("name", "")}


def _refusal(pointer: str, detail: str) -> InvalidBody:
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
