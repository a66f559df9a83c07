"""Decides what a merchant does on the shop's own page: hands in, appeals, confirms, receives, signs anew. Never commits.

Everything is looked for under this one shop, so that whatever belongs to another is simply not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.breaches import appeals, handing_in
from app.cases.models import Case
from app.core.db import db
from app.core.errors import NotFound
from app.merchants import queries
from app.merchants.bodies import document_of
from app.notices import service as notices
from app.notices import vouching
from app.notices.rules import State
from app.pledges import renewing
from app.pledges import service as pledges
from app.pledges.rules import How
from app.shops.models import Shop

FACTOR = "plate"
"""What stood for the second factor of a receipt, as the paper's record names it: the page opened by plate and code."""


def hand_in(shop: Shop, breach_id: str, hand_in_id: str, photos: Sequence[str], note: str, now: datetime) -> None:
    """Within a transaction: the shop says with photos that it has put something right. Raises NotFound and as `handing_in`."""
    if queries.breach_of(shop.id, breach_id) is None:
        raise NotFound()
    handing_in.hand_in(breach_id, hand_in_id, None, photos, note, now)


def appeal(shop: Shop, breach_id: str, appeal_id: str, text: str, now: datetime) -> None:
    """Within a transaction: the shop says that something was no breach. Raises NotFound and as `appeals`."""
    if queries.breach_of(shop.id, breach_id) is None:
        raise NotFound()
    appeals.appeal(breach_id, appeal_id, text, now)


def receive(shop: Shop, notice_id: str, now: datetime) -> None:
    """Within a transaction: the shop confirms that it has received a paper, and with that agrees to receive it here.

    A second time changes nothing. Raises NotFound.
    """
    notice = queries.notice_of(shop.id, notice_id)
    if notice is None:
        raise NotFound()
    if notice.state != State.ISSUED:
        return
    vouching.remember(notice)
    case = db.session.scalars(select(Case).where(Case.case_no == notice.case_no).with_for_update()).one()
    notices.confirm_receipt(notice, case, now, FACTOR, now)


def confirm(shop: Shop, pledge_id: str, now: datetime) -> None:
    """Within a transaction: what was signed for the shop was signed by it. Raises NotFound, IllegalMove."""
    pledge = queries.pledge_of(shop.id, pledge_id)
    if pledge is None:
        raise NotFound()
    if pledge.confirmed_at is None:
        pledges.confirm(pledge.id, How.CODE, None, now)


def renew(shop: Shop, document: dict[str, Any], now: datetime) -> None:
    """Within a transaction: the shop signs anew. Raises as `renewing.renew`."""
    renewing.renew(shop, document_of(queries.pledge_to_show(shop.id)), document, now)
