"""Reads of the device registry, limited in SQL to the phones of people whose scope meets the reader's. Writes nothing.

Phones are the subject, not people: no row tells where or when anybody worked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import Person, ScopeEntry
from app.accounts.rules import Actor
from app.cases.report_models import Report
from app.cases.sight import visible
from app.core.db import db
from app.core.errors import NotFound
from app.reports.chain import HIGHEST_NUMBER, Run, Runs, gaps, joined, known_runs, read_runs
from app.reports.devices import ASKED, LOSS
from app.reports.models import Device, DeviceEvent, Quarantine

SENT_LATE: Final = timedelta(minutes=30)
LATEST_EVENTS: Final = 50
Part = TypeVar("Part")
_AT_ONCE: Final = 200
_PLACES: Final = ("segment", "cell")


def in_sight(reader: Actor) -> ColumnElement[bool]:
    """The condition for phones this reader may watch: those last used by somebody whose scope meets theirs.

    The whole city meets every scope. Where the two name no kind of area in common (one segments, the other cells) it
    cannot be said that they do not meet, so the phone is shown: a phone that nobody watches is worse.
    """
    kinds = [kind for kind, codes in zip(_PLACES, (reader.scope.segments, reader.scope.cells), strict=True) if codes]
    if not kinds:
        return true()
    theirs, own = aliased(ScopeEntry), aliased(ScopeEntry)
    comparable = exists().where(theirs.person_id == Device.person_id, theirs.kind.in_(kinds))
    shared = exists().where(
        and_(theirs.person_id == Device.person_id, own.person_id == reader.id),
        and_(theirs.kind == own.kind, theirs.code == own.code, theirs.kind.in_(kinds)),
    )
    return or_(~comparable, shared)


def devices(reader: Actor) -> Sequence[Device]:
    """Every phone this reader may watch."""
    return db.session.scalars(select(Device).where(in_sight(reader))).all()


def device(reader: Actor, device_id: str) -> Device:
    """The phone, if this reader may watch it. Raises NotFound."""
    found = db.session.scalar(select(Device).where(Device.id == device_id, in_sight(reader)))
    if found is None:
        raise NotFound()
    return found


def contact(found: Device) -> tuple[str, str]:
    """Name and user name of the person who last used the phone."""
    name, username = db.session.execute(select(Person.name, Person.username).where(Person.id == found.person_id)).one()
    return name, username


def arrived_runs(only: ColumnElement[bool]) -> dict[str, Runs]:
    """By phone, the numbers that are here: filed, or in quarantine with a readable number.

    What was here when a phone last told is taken as known: a look at all phones reads the gaps and what is recent.
    """
    here = union(_numbers(Report.device_id, Report.device_seq, only), _numbers(Quarantine.device_id, Quarantine.device_seq, only))
    number = here.subquery()
    # The numbers of a run, less their rank, are all the same.
    rank = func.row_number().over(partition_by=number.c.device, order_by=number.c.seq)
    ranked = select(number.c.device, number.c.seq, (number.c.seq - rank).label("island")).subquery()
    islands = select(ranked.c.device, func.min(ranked.c.seq), func.max(ranked.c.seq)).group_by(ranked.c.device, ranked.c.island)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    known = db.session.execute(select(Device.id, Device.arrived_to, Device.arrived_seqs).where(only, Device.looked_to > 0))
    for device_id, unbroken, beyond in known:
        found[device_id] += known_runs(unbroken, beyond)
    absent = [(device_id, run) for device_id, runs in found.items() for run in gaps(joined(runs))]
    for device_id, late in _in_gaps(absent):
        found[device_id].append((late, late))
    for device_id, first, last in db.session.execute(islands):
        found[device_id].append((first, last))
    return {device_id: joined(runs) for device_id, runs in found.items()}


def named_runs(device_ids: Collection[str], kind: str) -> dict[str, Runs]:
    """By phone, the numbers that the events of this kind of these phones name: reported lost, or asked about."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for some in batched(device_ids):
        query = select(DeviceEvent.device_id, DeviceEvent.facts).where(DeviceEvent.device_id.in_(some))
        for device_id, facts in db.session.execute(query.where(DeviceEvent.kind == kind)):
            found[device_id] += read_runs(facts.get("seqs")) or ()
    return {device_id: joined(runs) for device_id, runs in found.items()}


def batched(some: Collection[Part]) -> Iterator[list[Part]]:
    """In lists that one statement takes."""
    rest = iter(some)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def unread_losses(only: ColumnElement[bool]) -> dict[str, int]:
    """By phone, the losses it told of that no supervisor has taken note of."""
    query = select(DeviceEvent.device_id, func.count()).join(Device, Device.id == DeviceEvent.device_id)
    query = query.where(DeviceEvent.kind == LOSS, DeviceEvent.seen_at.is_(None), only).group_by(DeviceEvent.device_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def latest_events(device_id: str) -> Sequence[DeviceEvent]:
    """The last events of a phone, the newest first."""
    query = select(DeviceEvent).where(DeviceEvent.device_id == device_id, DeviceEvent.kind != ASKED)
    return db.session.scalars(query.order_by(DeviceEvent.at.desc(), DeviceEvent.id).limit(LATEST_EVENTS)).all()


def received_since(reader: Actor, since: datetime) -> tuple[int, int]:
    """How many reports in the reader's scope arrived since a moment, and how many of them had waited over 30 minutes."""
    waited_s = extract("epoch", Report.received_at) - extract("epoch", Report.happened_at)
    late = func.count().filter(waited_s > SENT_LATE.total_seconds())
    query = select(func.count(), late).where(Report.received_at >= since, visible(reader, Report))
    received, sent_late = db.session.execute(query).one()
    return received, sent_late


def _numbers(
    device_id: InstrumentedAttribute[str | None], seq: InstrumentedAttribute[int | None], only: ColumnElement[bool]
) -> Select[*tuple[str, int | None]]:
    query = select(Device.id.label("device"), seq.label("seq")).join_from(Device, device_id.class_, device_id == Device.id)
    return query.where(only, seq.between(func.coalesce(Device.looked_to, 0) + 1, HIGHEST_NUMBER))


def _in_gaps(absent: Collection[tuple[str, Run]]) -> Iterator[tuple[str, int]]:
    """The numbers that have come into these gaps of phones since they were found."""
    for some in batched(absent):
        for table in (Report, Quarantine):
            within = (and_(table.device_id == name, table.device_seq.between(first, last)) for name, (first, last) in some)
            for device_id, number in db.session.execute(select(table.device_id, table.device_seq).where(or_(*within))):
                if device_id is not None and number is not None:
                    yield device_id, number
