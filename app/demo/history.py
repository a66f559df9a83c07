"""Lets the story happen in the database: every report and photo arrives and is judged at its time, through the services
that serve phones and supervisors. Knows what was told, not how it was made up.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from app.accounts.rules import Actor
from app.cases import queries as cases
from app.cases.states import ReportStatus, VerdictWord
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.demo.album import albums
from app.demo.people import SUPERVISOR
from app.demo.phones import PHONES, phone_id, told_by
from app.demo.sealing import report_id, seal
from app.demo.settling import segment_tapped, shop_id
from app.demo.told import Told
from app.reports import devices
from app.reports import service as reports
from app.reports.device_states import read_state
from app.reports.models import Device
from app.reports.photo_arrivals import take_photo
from app.review import service as review
from app.review.rules import Decision


def let_happen(told: Sequence[Told], people: Mapping[str, Actor]) -> int:
    """Brings in the reports that are not there yet, with photos and verdicts, in the order of time; returns how many.

    Once all are there nothing is touched again, whatever people did with them since.
    """
    there = {report.id: report for report in cases.reports_by_id({report_id(one.index) for one in told})}
    missing = sorted((one for one in told if report_id(one.index) not in there), key=lambda one: one.received_at)
    if not missing:
        return 0
    waiting = {one.index for one in missing}
    waiting |= {one.index for one in told if (row := there.get(report_id(one.index))) and row.status == ReportStatus.PENDING}
    outboxes = _Outboxes(told, {row_id: row.manifest_sha256 for row_id, row in there.items()}, people)
    photos = albums(missing)
    arriving = {one.index for one in missing}
    for _, one, judged in _moments(told):
        if judged and one.index in waiting:
            _judge(one, people[SUPERVISOR])
        elif not judged and one.index in arriving:
            outboxes.deliver(one, next(photos))
    return len(missing)


def let_tell(people: Mapping[str, Actor], now: datetime) -> None:
    """The phones that have not told of themselves yet do so, shortly before `now`."""
    for phone in PHONES:
        row = db.session.get(Device, phone_id(phone))
        if row is not None and row.told_at is not None:
            continue
        at = now - timedelta(minutes=phone.heard)
        body = told_by(phone, (row.last_seq or 0) if row else 0, now)
        devices.tell(read_state(body, at), people[phone.username], at)


def _moments(told: Iterable[Told]) -> list[tuple[datetime, Told, bool]]:
    """Arrivals (False) and verdicts (True) in the order of time."""
    moments = [(one.received_at, one, False) for one in told]
    moments += [(one.verdict.at, one, True) for one in told if one.verdict]
    return sorted(moments, key=lambda moment: (moment[0], moment[2], moment[1].index))


class _Outboxes:
    """The phones: each numbers its reports and chains every manifest to the one before."""

    def __init__(self, told: Iterable[Told], sealed: dict[str, str], people: Mapping[str, Actor]) -> None:
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
