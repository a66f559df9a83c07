"""Says what would be destroyed on a day, why, and how much that is. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from app.cases.deletions import REPORT
from app.cases.report_models import Report, ReportPhoto
from app.core.db import db
from app.lifecycle import contacts, ledgers
from app.lifecycle.queries import Due, all_due, rules_in_force
from app.photos.models import Photo
from app.reports.quarantine import quarantined_photo_names

BATCH: Final = 500


@dataclass(frozen=True)
class Foreseen:
    """Everything that would go, and the photos that would go with it: how many, and how many bytes."""

    due: list[Due]
    photos: int
    bytes: int


def foresee(day: date) -> Foreseen:
    """What `apply` would destroy on this day. Raises InvalidTag when a quarantined body does not open."""
    rules = rules_in_force()
    due = [*all_due(rules, day), *ledgers.all_due(rules, day), *contacts.all_due(rules, day)]
    going = frozenset(one.object_id for one in due if one.kind == REPORT)
    sizes = list(_sizes(going, quarantined_photo_names()))
    return Foreseen(due, len(sizes), sum(sizes))


def _sizes(going: frozenset[str], kept: Collection[str]) -> Iterator[int]:
    """The bytes of each photo that only reports of this kind name."""
    named: set[str] = set()
    for some in _batches(going):
        named.update(db.session.scalars(select(ReportPhoto.sha256).where(ReportPhoto.report_id.in_(some))))
    for some in _batches(named - set(kept)):
        by: dict[str, set[str]] = defaultdict(set)
        living = select(ReportPhoto.sha256, ReportPhoto.report_id).join(Report, Report.id == ReportPhoto.report_id)
        for sha256, report_id in db.session.execute(living.where(ReportPhoto.sha256.in_(some), Report.destroyed_at.is_(None))):
            by[sha256].add(report_id)
        gone = [sha256 for sha256, reports in by.items() if reports <= going]
        yield from db.session.scalars(select(Photo.bytes).where(Photo.sha256.in_(gone)))


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(names)
    yield from (listed[at : at + BATCH] for at in range(0, len(listed), BATCH))
