"""Reads of what a shop's page shows: of this one shop only. Writes nothing."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from app.breaches.models import Breach
from app.breaches.queries import hand_ins_of
from app.cases.queries import links_of
from app.core.db import db
from app.notices.models import Notice
from app.notices.rules import Kind, ReceiverKind, State
from app.pledges.models import Pledge, ShopStanding
from app.pledges.rules import State as PledgeState

MOST = 50
"""Breaches found last, papers issued last; older ones are history."""
_OUT = (State.ISSUED, State.SERVED, State.ANSWERED, State.REVIEWED, State.ARCHIVED)


def standing(shop_id: str) -> ShopStanding | None:
    """How the shop stands with its pledges."""
    return db.session.get(ShopStanding, shop_id)


def pledge_to_show(shop_id: str) -> Pledge | None:
    """The pledge that waits for the merchant's word, else the one in force, else the last there was."""
    row = standing(shop_id)
    if row is None:
        return None
    waiting = _pledge(row.waiting_id)
    return waiting if waiting is not None and waiting.state == PledgeState.SIGNED else _pledge(row.pledge_id)


def pledge_of(shop_id: str, pledge_id: str) -> Pledge | None:
    """A pledge of this very shop."""
    found = _pledge(pledge_id)
    return found if found is not None and found.shop_id == shop_id else None


def breaches_of(shop_id: str) -> list[Breach]:
    """What was found at this shop, the last first."""
    return list(db.session.scalars(select(Breach).where(Breach.shop_id == shop_id).order_by(Breach.row.desc()).limit(MOST)))


def breach_of(shop_id: str, breach_id: str) -> Breach | None:
    """A breach of this very shop."""
    return db.session.scalar(select(Breach).where(Breach.shop_id == shop_id, Breach.id == breach_id))


def notices_of(shop_id: str) -> list[Notice]:
    """Papers for this shop that are out, the newest first."""
    query = select(Notice).where(*_for_shop(shop_id), Notice.state.in_(_OUT)).order_by(Notice.row.desc()).limit(MOST)
    return list(db.session.scalars(query))


def notice_of(shop_id: str, notice_id: str) -> Notice | None:
    """A paper for this very shop that is out; its row is held until the transaction ends."""
    query = select(Notice).where(*_for_shop(shop_id), Notice.state.in_(_OUT), Notice.id == notice_id)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def pictures_of(shop_id: str) -> set[str]:
    """The photos that this shop's page may show once it is decided what must be hidden on them."""
    breaches = breaches_of(shop_id)
    handed = hand_ins_of([breach.id for breach in breaches])
    reports = [breach.id for breach in breaches]
    reports += [one.report_id for rows in handed.values() for one in rows if one.report_id]
    named = {link.sha256 for links in links_of(reports).values() for link in links if link.stored}
    return named | {sha256 for notice in notices_of(shop_id) for sha256 in notice.photos}


def _pledge(pledge_id: str | None) -> Pledge | None:
    if pledge_id is None:
        return None
    query = select(Pledge).where(Pledge.id == pledge_id)
    return db.session.scalar(query.options(undefer(Pledge.document), undefer(Pledge.signer)))


def _for_shop(shop_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Notice.kind == Kind.RECTIFICATION, Notice.receiver_kind == ReceiverKind.SHOP, Notice.receiver_code == shop_id)
