"""Decides how waiting messages leave: taken in one transaction, carried without any, and what came of it written in another."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from flask import Flask, current_app

from app.core import clock
from app.core.clock import isoformat
from app.core.db import db
from app.core.transaction import end_reading, in_transaction
from app.telling import leases, people
from app.telling.carrying import Later, Line, Outcome, Parcel, Refused
from app.telling.channels import adapter_of, line_of, reach_now
from app.telling.leases import Lease
from app.telling.models import Channel, Message
from app.telling.reach import BadAddress, Unreachable
from app.telling.rules import TO_PEOPLE
from app.telling.texts import rendered

log = logging.getLogger(__name__)

CHANNEL_OFF: Final = "channel-off"
NO_ADDRESS: Final = "no-address"
DOES_NOT_OPEN: Final = "secret-does-not-open"


def carry_due() -> int:
    """One round: what is due is tried, several at once; how many. Must not be called within a transaction."""
    now = clock.now()
    taken = in_transaction(lambda: leases.take(now))
    if len(taken) == 1:
        _carry(taken[0])
    elif taken:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        with ThreadPoolExecutor(len(taken), thread_name_prefix="courier") as couriers:
            list(couriers.map(lambda lease: _carry_in(app, lease), taken))
    return len(taken)


def carry_now(parcel: Parcel, kind: str, line: Line) -> Outcome:
    """One try of a parcel on a channel; every way in which it can fail is an outcome."""
    try:
        return adapter_of(kind).carry(parcel, line)
    except Unreachable as error:
        return Later(str(error))
    except BadAddress as error:
        return Refused(error.detail)
    except ValueError as error:  # what is set cannot be written into a request
        return Refused(f"cannot be sent as it is set: {error}"[:300])


def parcel_of(message: Message, channel: Channel, address: str) -> Parcel:
    """The message as it leaves, in the channel's language."""
    text = rendered(message.kind, message.case_no, message.facts, channel.language)
    units = (message.unit_code,) if message.unit_code else ()
    at = isoformat(message.created_at)
    return Parcel(message.id, message.kind, text, message.case_no, message.facts, message.urgent, at, address, units)


def _carry_in(app: Flask, lease: Lease) -> None:
    with app.app_context():
        try:
            _carry(lease)
        except Exception:
            log.exception("message %s could not be carried; its lease ends by itself", lease.message_id)


def _carry(lease: Lease) -> None:
    outcome = _tried(lease)
    if not isinstance(outcome, Later | Refused):
        log.debug("message %s left", lease.message_id)
    else:
        log.warning("message %s: try %d came to nothing: %s", lease.message_id, lease.attempts, outcome.why)
    in_transaction(lambda: leases.end(lease, outcome, clock.now()))


def _tried(lease: Lease) -> Outcome:
    message = db.session.get(Message, lease.message_id)
    channel = db.session.get(Channel, message.channel_id) if message and message.channel_id else None
    if message is None or channel is None or not channel.active:
        return Refused(CHANNEL_OFF)
    try:
        address = _address(message, channel)
        line = line_of(channel, reach_now())
    except InvalidTag:
        return Refused(DOES_NOT_OPEN)
    if address is None:
        return Refused(NO_ADDRESS)
    parcel, kind = parcel_of(message, channel, address), channel.kind
    end_reading()
    return carry_now(parcel, kind, line)


def _address(message: Message, channel: Channel) -> str | None:
    if channel.kind not in TO_PEOPLE:
        return ""
    return people.address(message.person_id, channel.kind) if message.person_id else None


def trial_parcel(now: datetime, message_id: str, language: str, address: str) -> Parcel:
    """What the button for trying a channel sends."""
    text = rendered("test", None, {}, language)
    return Parcel(message_id, "test", text, None, {}, False, isoformat(now), address)
