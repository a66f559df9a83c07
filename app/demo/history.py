"""Lets the story happen in the database in the order of time: reports and photos arrive, are judged, and their cases worked
on, through the services that serve phones and desks. Knows what was told, not how it was made up.
"""

import hashlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from app.accounts.rules import Actor
from app.breaches.watching import watch_breaches
from app.cases import queries as cases
from app.cases.states import ReportStatus, VerdictWord
from app.core import clock
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.demo.affairs import Affair, People
from app.demo.album import albums, order_of
from app.demo.courses import Course, Deed, pictures_of
from app.demo.doing import Doing
from app.demo.people import SUPERVISOR
from app.demo.phones import PHONES, phone_id, told_by
from app.demo.sealing import report_id, seal
from app.demo.settling import segment_tapped, shop_id
from app.demo.told import Told
from app.handling.job import watch_cases
from app.reports import devices
from app.reports import service as reports
from app.reports.device_states import read_state
from app.reports.models import Device
from app.reports.photo_arrivals import take_photo
from app.review import service as review
from app.review.rules import Decision

WATCHED_EVERY = timedelta(hours=3)
"""How often the program looks at the clocks of cases while the story is told; a running server does it all the time."""
Courses = Mapping[int, Course]
_Moment = tuple[datetime, int, int, Told, Deed | None]
"""When, what kind (arrival, verdict, deed), the report's index, the report, the deed."""
_ARRIVES, _JUDGED, _DONE = range(3)
AFFAIRS = "demo-affairs"
"""The fact that counts the affairs that were done."""


@dataclass(frozen=True)
class _Album:
    """The photos of a report: those it came with, and those of what was done about it."""

    shots: Sequence[bytes]
    evidence: list[bytes]


def let_happen(told: Sequence[Told], courses: Courses, others: Sequence[Affair], people: People) -> int:
    """Lets everything happen that has not happened yet, in the order of time; returns how many reports are new."""
    there = {report.id: report for report in cases.reports_by_id({report_id(one.index) for one in told})}
    missing = {one.index for one in told if report_id(one.index) not in there}
    waiting = missing | {
        one.index for one in told if (row := there.get(report_id(one.index))) and row.status == ReportStatus.PENDING
    }
    needed = {one.index: one for one in told if one.index in missing or any(pictures_of(courses.get(one.index, ())))}
    photos = albums([order_of(one, courses.get(one.index, ())) for one in sorted(needed.values(), key=_arrival)])
    outboxes = _Outboxes(told, {row_id: row.manifest_sha256 for row_id, row in there.items()}, people)
    doing = Doing(people, resumed=bool(there))
    albums_of: dict[int, _Album] = {}
    watched: datetime | None = None
    waiting_affairs = deque(list(enumerate(others, start=1))[int(recalled(AFFAIRS) or 0) :])
    for at, kind, index, one, deed in _moments(told, courses):
        while waiting_affairs and waiting_affairs[0][1].at <= at:
            _do(*waiting_affairs.popleft(), people)
        if watched is None or at - watched > WATCHED_EVERY:
            watched = at
            with clock.stopped_at(at):
                watch_cases()
                watch_breaches()
        if kind == _ARRIVES and index in needed:
            made = next(photos)
            albums_of[index] = _Album(made[: len(one.shots)], made[len(one.shots) :])
            if index in missing:
                outboxes.deliver(one, albums_of[index].shots)
        elif kind == _JUDGED and index in waiting:
            _judge(one, people[SUPERVISOR])
        elif deed is not None:
            evidence = albums_of[index].evidence if deed.pictures else []
            doing.do(index, deed, [evidence.pop(0) for _ in deed.pictures])
    while waiting_affairs:
        _do(*waiting_affairs.popleft(), people)
    return len(missing)


def _do(number: int, affair: Affair, people: People) -> None:
    def once() -> None:
        affair.do(people, affair.at)
        remember(AFFAIRS, str(number))

    with clock.stopped_at(affair.at):
        in_transaction(once)


def let_tell(people: People, now: datetime) -> None:
    """The phones that have not told of themselves yet do so, shortly before `now`."""
    for phone in PHONES:
        row = db.session.get(Device, phone_id(phone))
        if row is not None and row.told_at is not None:
            continue
        at = now - timedelta(minutes=phone.heard)
        body = told_by(phone, (row.last_seq or 0) if row else 0, now)
        devices.tell(read_state(body, at), people[phone.username], at)


def _arrival(one: Told) -> datetime:
    return one.received_at


def _moments(told: Sequence[Told], courses: Courses) -> list[_Moment]:
    """Arrivals, verdicts and deeds in the order of time."""
    moments: list[_Moment] = [(one.received_at, _ARRIVES, one.index, one, None) for one in told]
    moments += [(one.verdict.at, _JUDGED, one.index, one, None) for one in told if one.verdict]
    moments += [(deed.at, _DONE, one.index, one, deed) for one in told for deed in courses.get(one.index, ())]
    return sorted(moments, key=lambda moment: moment[:3])


class _Outboxes:
    """The phones: each numbers its reports and chains every manifest to the one before."""

    def __init__(self, told: Sequence[Told], sealed: dict[str, str], people: People) -> None:
        self._people = people
        self._sealed = sealed
        self._before: dict[int, tuple[int, int | None]] = {}
        last: dict[str, tuple[int, int | None]] = {}
        for one in told:
            seq, previous = last.get(one.author, (0, None))
            self._before[one.index] = (seq + 1, previous)
            last[one.author] = (seq + 1, one.index)

    def deliver(self, one: Told, photos: Sequence[bytes]) -> None:
        """Sends the manifest, then the photos, as the phone does."""
        author = self._people[one.author]
        seq, previous = self._before[one.index]
        shop = one.spot.shop
        sealed = seal(
            one,
            photos,
            author.id,
            device_seq=seq,
            previous=None if previous is None else self._sealed[report_id(previous)],
            shop_id=shop_id(shop) if shop else None,
            segment_choice=segment_tapped(one),
        )
        self._sealed[sealed.report_id] = sealed.sha256
        with clock.stopped_at(one.received_at):
            reports.receive(sealed.body, UUID(sealed.report_id), author)
            for data in photos:
                take_photo(BytesIO(data), hashlib.sha256(data).hexdigest(), len(data), author)


def _judge(one: Told, supervisor: Actor) -> None:
    verdict = one.verdict
    if verdict is None:
        return
    same_as = None if verdict.same_as is None else report_id(verdict.same_as)
    decision = Decision(VerdictWord(verdict.judgement.value), verdict.reason or None, same_as)
    with clock.stopped_at(verdict.at):
        in_transaction(lambda: review.judge(report_id(one.index), decision, None, supervisor, verdict.at))
