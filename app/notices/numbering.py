"""Decides how numbers leave a series: one after another, none twice, and every one is in the register, void ones too.

Flushes, never commits. Whoever takes numbers holds the series until the transaction ends.
"""

from __future__ import annotations

from datetime import datetime

import uuid_utils
from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.db import db
from app.core.errors import NotAllowed, NotFound
from app.core.locks import hold
from app.core.transaction import in_transaction
from app.notices import queries
from app.notices.models import NoticeNumber, NoticeTemplate, NumberBlock
from app.notices.rules import Kind, NoNumberLeft, block_ends, number_of, series_of

RESERVED, USED, VOID = "reserved", "used", "void"
RETURNED, EXPIRED, VOIDED, FORGOTTEN = "returned", "expired", "voided", "forgotten"
_MAY_BE_OUT = frozenset({EXPIRED, FORGOTTEN})
"""What makes a number void that may stand on a paper in the street all the same."""
BLOCK = "number-block"
"""What the log calls one."""


def next_number(template: NoticeTemplate, notice_id: str, now: datetime) -> str:
    """The next number of the template's series, given to this paper."""
    series = series_of(template.mark, Kind(template.kind), now)
    running = _last(series) + 1
    db.session.add(NoticeNumber(series=series, running=running, state=USED, notice_id=notice_id, at=now))
    db.session.flush()
    return number_of(series, running)


def take_from_block(block_id: str, running: int, template: NoticeTemplate, notice_id: str, by: Actor, now: datetime) -> str:
    """A number that a phone gave from its block, given to this paper.

    One that was void only because the block had expired is good all the same: the paper with it is out on the street.
    Raises NoNumberLeft for any other number, NotAllowed for another phone's block.
    """
    block = _own_block(block_id, by)
    query = select(NoticeNumber).where(NoticeNumber.block_id == block.id, NoticeNumber.running == running)
    row = db.session.scalar(query.with_for_update())
    mine = row is not None and row.notice_id == notice_id
    free = row is not None and (row.state == RESERVED or (row.state == VOID and row.why == EXPIRED))
    of_block = _template_of(block)
    fits = (of_block.unit_code, of_block.kind) == (template.unit_code, template.kind)
    if row is None or not (mine or free) or not fits:
        raise NoNumberLeft()
    late = row.state == VOID
    row.state, row.why, row.notice_id, row.at = USED, None, notice_id, now
    db.session.flush()
    if late:
        note(Action.NUMBER_BLOCK, BLOCK, block.id, by=by, what="late", number=number_of(block.series, running))
    return number_of(block.series, running)


def hold_for(paper_id: str, unit_code: str, block_id: str, running: int, device_id: str | None, now: datetime) -> str:
    """The number that a phone gave to a paper in the street, from now on this paper's (`Notice` of the same id or none yet).

    One that was void because the block had expired, or because the phone had forgotten it, is good all the same.
    Raises NoNumberLeft, NotAllowed for another phone's block.
    """
    block = queries.block(block_id)
    query = select(NoticeNumber).where(NoticeNumber.block_id == block_id, NoticeNumber.running == running)
    row = db.session.scalar(query.with_for_update())
    if block is None or row is None or _template_of(block).unit_code != unit_code:
        raise NoNumberLeft()
    if block.device_id != device_id:
        raise NotAllowed("This block belongs to another phone.")
    if row.state == USED or (row.state == VOID and row.why not in _MAY_BE_OUT):
        raise NoNumberLeft()
    number, what = number_of(block.series, running), "late" if row.state == VOID else "handed-out"
    row.state, row.why, row.paper_id, row.at = USED, None, paper_id, now
    db.session.flush()
    note(Action.NUMBER_BLOCK, BLOCK, block.id, what=what, number=number, paper=paper_id)
    return number


def number_held(notice_id: str) -> str | None:
    """Within a transaction: the number that the paper of this id has had since it was given out, now entered with it."""
    row = db.session.scalar(select(NoticeNumber).where(NoticeNumber.paper_id == notice_id, NoticeNumber.state == USED))
    if row is None:
        return None
    row.notice_id = notice_id
    db.session.flush()
    return number_of(row.series, row.running)


def give_block(template: NoticeTemplate, device_id: str, size: int, by: Actor, now: datetime) -> NumberBlock:
    """A block for this phone: the one it has while numbers are left in it, else a new one, numbers in a row.

    Asking again because the answer was lost therefore takes nothing away.
    """
    expire(now)
    series = series_of(template.mark, Kind(template.kind), now)
    hold(f"notice-numbers:{series}")
    there = block_in_use(template, device_id, now)
    if there is not None:
        return there
    first = _last(series) + 1
    block = NumberBlock(
        id=str(uuid_utils.uuid7()), device_id=device_id, template_id=template.id, series=series, first=first,
        last=first + size - 1, given_by_id=by.id, given_at=now, ends_at=block_ends(now),
    )  # fmt: skip
    db.session.add(block)
    db.session.flush()
    rows = [
        NoticeNumber(series=series, running=running, state=RESERVED, block_id=block.id, at=now)
        for running in range(first, first + size)
    ]
    db.session.add_all(rows)
    db.session.flush()
    note(Action.NUMBER_BLOCK, BLOCK, block.id, by=by, what="given", first=first, last=block.last, series=series)
    return block


def block_in_use(template: NoticeTemplate, device_id: str, now: datetime) -> NumberBlock | None:
    """The phone's block of this series in which numbers are left."""
    series = series_of(template.mark, Kind(template.kind), now)
    owned = select(NumberBlock).where(NumberBlock.device_id == device_id, NumberBlock.series == series)
    for block in db.session.scalars(owned.where(NumberBlock.closed_at.is_(None), NumberBlock.ends_at > now)):
        if any(row.state == RESERVED for row in queries.numbers_of_blocks([block.id])[block.id]):
            return block
    return None


def return_block(block_id: str, by: Actor, now: datetime) -> NumberBlock:
    """The phone gives its block back: what it did not use is void. Raises NotFound, NotAllowed."""
    block = _own_block(block_id, by)
    if block.closed_at is None:
        _close(block, RETURNED, by, now)
    return block


def forget_block(block: NumberBlock, by: Actor, now: datetime) -> None:
    """The phone has lost its data: which numbers it gave is not known there any more, so none of them is given again."""
    _close(block, FORGOTTEN, by, now)


def expire(now: datetime) -> int:
    """Within a transaction: closes blocks whose time is over; how many."""
    ended = select(NumberBlock).where(NumberBlock.closed_at.is_(None), NumberBlock.ends_at <= now)
    blocks = list(db.session.scalars(ended.with_for_update()))
    for block in blocks:
        _close(block, EXPIRED, None, now)
    return len(blocks)


def expire_blocks() -> int:
    """A background job: closes blocks whose time is over."""
    now = clock.now()
    waiting = db.session.scalar(
        select(NumberBlock.id).where(NumberBlock.closed_at.is_(None), NumberBlock.ends_at <= now).limit(1)
    )
    return in_transaction(lambda: expire(now)) if waiting else 0


def void_number(notice_id: str, now: datetime) -> None:
    """The number of a paper that was voided stays its own and is given to nobody else."""
    for row in db.session.scalars(select(NoticeNumber).where(NoticeNumber.notice_id == notice_id)):
        row.state, row.why, row.at = VOID, VOIDED, now
    db.session.flush()


def _close(block: NumberBlock, why: str, by: Actor | None, now: datetime) -> None:
    block.closed_at, block.closed_why = now, why
    left = select(NoticeNumber).where(NoticeNumber.block_id == block.id, NoticeNumber.state == RESERVED)
    unused = list(db.session.scalars(left.order_by(NoticeNumber.running).with_for_update()))
    for row in unused:
        row.state, row.why, row.at = VOID, why, now
    db.session.flush()
    numbers = [row.running for row in unused]
    note(Action.NUMBER_BLOCK, BLOCK, block.id, by=by, what=why, series=block.series, void=numbers)


def _own_block(block_id: str, by: Actor) -> NumberBlock:
    block = queries.block(block_id)
    if block is None:
        raise NotFound()
    if by.device_id is not None and by.device_id != block.device_id:
        raise NotAllowed("This block belongs to another phone: use the numbers of your own.")
    return block


def _template_of(block: NumberBlock) -> NoticeTemplate:
    found = queries.template(block.template_id)
    assert found is not None  # a foreign key
    return found


def _last(series: str) -> int:
    """The last number that left a series; the series is held from here on."""
    hold(f"notice-numbers:{series}")
    return db.session.scalar(select(func.max(NoticeNumber.running)).where(NoticeNumber.series == series)) or 0
