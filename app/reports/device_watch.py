"""Decides what the sync room shows: each phone's standing, the totals, the strip of numbers. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from app.accounts.rules import Actor
from app.core.days import CITY_ZONE
from app.core.paging import Page, bad_cursor, cut_page, decode_cursor, encode_cursor
from app.reports import device_queries as queries
from app.reports.attention import Heard, Reason, judged_to, order, reasons
from app.reports.chain import Chain, Runs, account
from app.reports.devices import ASKED, LOSS
from app.reports.models import Device


@dataclass(frozen=True)
class Standing:
    """A phone with what was found out about it."""

    device: Device
    chain: Chain
    losses: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Totals:
    """All phones of a reader together; `oldest` is since when something waits on `oldest_on`."""

    devices: int
    attention: int
    reports: int
    photos: int
    bytes: int
    oldest: datetime | None
    oldest_on: str | None
    gaps: int
    devices_with_gaps: int
    losses: int
    devices_with_losses: int
    received_today: int
    sent_late: int
    at: datetime


def standings(reader: Actor, now: datetime) -> list[Standing]:
    """Every phone this reader may watch: who asks for a person first, among them what has waited longest."""
    found = _standings(queries.devices(reader), queries.in_sight(reader), now)
    return sorted(found, key=_order)


def standing(reader: Actor, device_id: str, now: datetime) -> Standing:
    """One phone. Raises NotFound."""
    found = queries.device(reader, device_id)
    return _standings([found], Device.id == found.id, now)[0]


def totals(reader: Actor, found: Sequence[Standing], now: datetime) -> Totals:
    """What these phones, all that the reader may watch, come to."""
    waiting = [one.device for one in found if one.device.outstanding]
    oldest = min((one for one in waiting if one.oldest_outstanding_at), key=_since, default=None)
    gaps, losses = [one.chain.unexplained for one in found], [one.losses for one in found]
    received, late = queries.received_since(reader, _start_of_day(now))
    return Totals(
        devices=len(found),
        attention=sum(bool(one.reasons) for one in found),
        reports=sum(one.outstanding or 0 for one in waiting),
        photos=sum(one.outstanding_photos or 0 for one in waiting),
        bytes=sum(one.outstanding_bytes or 0 for one in waiting),
        oldest=oldest.oldest_outstanding_at if oldest else None,
        oldest_on=oldest.id if oldest else None,
        gaps=sum(gaps),
        devices_with_gaps=sum(gap > 0 for gap in gaps),
        losses=sum(losses),
        devices_with_losses=sum(loss > 0 for loss in losses),
        received_today=received,
        sent_late=late,
        at=now,
    )


def page(found: Sequence[Standing], state: str, cursor: str | None, limit: int) -> Page[Standing]:
    """A page of sorted standings: those that ask for a person, the quiet ones, or all. Raises InvalidBody for a cursor
    that was not made here."""
    wanted = [one for one in found if state == "all" or bool(one.reasons) == (state == "attention")]
    if cursor:
        after = _read_cursor(cursor)
        wanted = [one for one in wanted if _place(one) > after]
    return cut_page(wanted, limit, lambda one: encode_cursor(*_place(one)))


def _standings(found: Sequence[Device], only: ColumnElement[bool], now: datetime) -> list[Standing]:
    arrived, losses = queries.arrived_runs(only), queries.unread_losses(only)
    chains = {one.id: _chain(one, arrived.get(one.id, ())) for one in found}
    # What was told of lost numbers matters only where some are gone.
    gone = [one for one in found if chains[one.id].missing]
    lost, asked = (queries.named_runs([one.id for one in gone], kind) for kind in (LOSS, ASKED))
    for one in gone:
        chains[one.id] = _chain(one, arrived.get(one.id, ()), lost.get(one.id, ()), asked.get(one.id, ()))
    return [_stand(one, chains[one.id], losses.get(one.id, 0), now) for one in found]


def chain_of(device: Device) -> Chain:
    """The numbers of one phone, whoever asks: for callers that have settled who may know."""
    arrived = queries.arrived_runs(Device.id == device.id).get(device.id, ())
    lost = queries.named_runs([device.id], LOSS).get(device.id, ())
    return _chain(device, arrived, lost)


def _chain(one: Device, arrived: Runs, lost: Runs = (), asked: Runs = ()) -> Chain:
    judged = judged_to(one.given_seq, one.told_at, one.last_seq, one.last_seen)
    return account(arrived, _told(one), lost, asked, given=one.given_seq or 0, judged_to=judged)


def _stand(device: Device, chain: Chain, losses: int, now: datetime) -> Standing:
    heard = Heard(
        outstanding=device.outstanding or 0,
        oldest=device.oldest_outstanding_at,
        last_seen=device.last_seen,
        trouble=device.trouble,
        gaps=chain.unexplained,
        losses=losses,
    )
    return Standing(device, chain, losses, reasons(heard, now))


def _told(device: Device) -> tuple[tuple[int, int], ...] | None:
    """The numbers it says it has; none when it says that nothing waits, unknown when it only says that something does."""
    if device.outstanding_seqs is not None:
        return tuple((first, last) for first, last in device.outstanding_seqs)
    return None if device.outstanding else ()


def _order(one: Standing) -> tuple[int, datetime, int, str]:
    return order(one.reasons, one.device.oldest_outstanding_at if one.device.outstanding else None, one.device.id)


def _place(one: Standing) -> tuple[int, str, int, str]:
    asks, since, gravest, device_id = _order(one)
    return asks, since.isoformat(), gravest, device_id


def _read_cursor(cursor: str) -> tuple[int, str, int, str]:
    asks, since, gravest, device_id = decode_cursor(cursor, 4)
    if asks not in {"0", "1"} or not (gravest.isascii() and gravest.isdecimal() and len(gravest) < 3):
        raise bad_cursor()
    return int(asks), since, int(gravest), device_id


def _since(device: Device) -> datetime:
    assert device.oldest_outstanding_at is not None
    return device.oldest_outstanding_at


def _start_of_day(now: datetime) -> datetime:
    local = now.astimezone(CITY_ZONE)
    return local - timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
