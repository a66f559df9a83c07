"""Decides what a report becomes in the database: its author, place, flags and photos, and what it replaces.

`judge` reads and reckons before the transaction, in it come `take_turns` and then `write`. Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.accounts.queries import actor_of, person_by_id, was_signed_in_on
from app.accounts.rules import Actor
from app.areas.placement import Placement
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests
from app.cases.announcing import announce_report
from app.cases.present import kept_form
from app.cases.queries import photos_known
from app.cases.report_models import Report, ReportPhoto
from app.cases.sealing import seal_manifest
from app.cases.states import Flag, ReportStatus, in_order
from app.cases.wording import mask_number, mask_numbers
from app.catalog import queries as catalog
from app.core import hooks
from app.core.db import db, table_of
from app.core.hooks import Happened
from app.core.locks import hold
from app.core.statements import Statement, insertion
from app.permits import queries as permits
from app.permits.rules import Zone
from app.permits.service import meet
from app.reports import about, nearby, rules
from app.reports.about import About
from app.reports.fields import is_uuid
from app.reports.manifest import Manifest
from app.reports.placing import Placed, place
from app.shops import queries as shops

_report = table_of(Report).c
_SUCCESSOR = Statement(
    select(_report.id)
    .where(_report.supersedes == bindparam("report_id"), _report.author_id == bindparam("author_id"), _report.author_confirmed)
    .order_by(_report.commit_seq)
    .limit(1)
)
_ADD_REPORT, _ADD_LINK = insertion(Report), insertion(ReportPhoto)


@dataclass(frozen=True)
class Arrival:
    """A manifest with everything that was found out about it before the transaction."""

    manifest: Manifest
    body: bytes
    sha256: str
    author_id: str
    author: Actor | None
    confirmed: bool
    placed: Placed
    happened_at: datetime
    similar_to: str | None
    flags: frozenset[str]
    about: About
    permits: tuple[Zone, ...]

    @property
    def placement(self) -> Placement:
        """Which segment, which cell."""
        return self.placed.placement


def judge(manifest: Manifest, body: bytes, sha256: str, courier: Actor, now: datetime) -> Arrival:
    """Finds out author, place and flags; writes nothing."""
    author_id = manifest.author_id or courier.id
    confirmed = author_id == courier.id or _signed_in_there(author_id, manifest.device_id)
    author = _author(author_id, courier)
    happened_at = rules.happened_at(manifest, now)
    placed = place(manifest, author_id, author.scope.segments if author else frozenset(), happened_at)
    category = catalog.entry(manifest.category)
    what = about.about(manifest, author, confirmed)
    similar_to = None if what.is_reply or what.joins else nearby.similar_report(manifest, placed, happened_at, category)
    shop = shops.shop(manifest.subject["shop_id"])
    lon, lat = placed.degrees or (None, None)
    permitted = () if what.is_reply else tuple(permits.permitted(lon, lat, manifest.category, happened_at))
    facts = {
        Flag.UNKNOWN_CATEGORY: category is None,
        Flag.OUT_OF_SCOPE: not _in_scope(author, placed.placement),
        Flag.SHOP_CLOSED: shop is not None and shop.status == "closed",
        Flag.DUPLICATE_SUSPECTED: similar_to is not None,
        Flag.PERMITTED_HERE: bool(permitted),
        Flag.PAPER_SERVED: manifest.hands_paper,
    }
    flags = {flag.value for flag, raised in facts.items() if raised}
    flags |= rules.manifest_flags(manifest, now, category.photos_min if category else 0) | set(placed.flags)
    flags |= rules.author_flags(author_id, courier.id, confirmed)
    flags_told = what.flags(frozenset(flags))
    return Arrival(
        manifest, body, sha256, author_id, author, confirmed, placed, happened_at, similar_to, flags_told, what, permitted
    )


def take_turns(manifest: Manifest) -> None:
    """Within a transaction, before any row: whoever files this id, replaces the same report or brings one of its photos
    waits until it ends, or has ended by now. Without it a photo and its report could each miss the other."""
    hold(manifest.report_id, *filter(None, [manifest.supersedes]), *(photo.sha256 for photo in manifest.photos))


def write(arrival: Arrival, courier: Actor, now: datetime, *, outcome: dict[str, Any] | None = None) -> Report:
    """Writes the row with its photos, takes its commit number and settles what replaces what.

    `outcome` is what a reply came to, where that is known already. What it returns is the row as it was written; the
    session does not know of it.
    """
    replaced, refused = _replaced(arrival)
    case = about.open_case_to_join(arrival.about)
    row = {**_row(arrival, courier, now), "reply_outcome": outcome or arrival.about.outcome(now)}
    late = {Flag.CORRECTION_NOT_OWN: refused, Flag.JOIN_NOT_OPEN: case is None and arrival.about.joins is not None}
    row["flags"] = in_order(arrival.flags | {flag.value for flag, raised in late.items() if raised})
    row["superseded_by"] = _successor(arrival)
    if case is not None:
        row |= {"status": ReportStatus.DUPLICATE.value, "case_no": case.case_no}
    report = Report(**row)
    links = _links(arrival.manifest, courier)
    row["commit_seq"] = report.commit_seq = announce_report(report, now)
    row["whole_seq"] = report.whole_seq = report.commit_seq if all(link["stored"] for link in links) else None
    _ADD_REPORT.write(**row)
    for link in links:
        _ADD_LINK.write(**link)
    meet(report.id, arrival.permits, arrival.happened_at, now)
    _note(report, links, courier)
    if replaced is not None and replaced.superseded_by is None:
        replaced.superseded_by, replaced.rev = report.id, replaced.rev + 1
        announce_report(replaced, now)
    if case is not None and arrival.author is not None:
        about.join(case, report, arrival.author, now)
    hooks.tell(Happened.REPORT_ARRIVED, report, now)
    if report.whole_seq is not None:
        hooks.tell(Happened.REPORT_WHOLE, report.id, now)
    return report


def _note(report: Report, links: Sequence[dict[str, Any]], courier: Actor) -> None:
    photos = [digests.NamedPhoto(link["sha256"], link["role"], link["source"], link["taken_at"]) for link in links]
    note(
        Action.REPORT_FILED,
        digests.REPORT,
        report.id,
        by=courier,
        rows={digests.report_row(report.id): (None, digests.report_digest(report, photos))},
        manifest=report.manifest_sha256,
        photos=[photo.sha256 for photo in photos],
    )


def _row(arrival: Arrival, courier: Actor, now: datetime) -> dict[str, Any]:
    manifest, placement = arrival.manifest, arrival.placement
    position, degrees = arrival.placed.position, arrival.placed.degrees
    body = seal_manifest(manifest.report_id, arrival.body) if manifest.holds_numbers else arrival.body
    return {
        "id": manifest.report_id,
        "manifest": body,
        "sealed": manifest.holds_numbers,
        "manifest_sha256": arrival.sha256,
        "received_at": now,
        "author_id": arrival.author_id,
        "author_confirmed": arrival.confirmed,
        "courier_id": courier.id,
        "device_id": manifest.device_id,
        "device_seq": manifest.device_seq,
        "supersedes": manifest.supersedes,
        "captured_at": manifest.captured_at,
        "happened_at": arrival.happened_at,
        "lon": degrees[0] if degrees else None,
        "lat": degrees[1] if degrees else None,
        "position": position,
        "place_square": rules.square(position["lon"], position["lat"]) if position else None,
        "placement": kept_form(placement, arrival.placed.version),
        "category": manifest.category,
        "note": mask_numbers(manifest.note),
        "handled_on_spot": manifest.handled_on_spot,
        "subject": _subject(manifest),
        "similar_to": arrival.similar_to,
        "status": ReportStatus.PENDING.value,
        "segment_code": placement.segment.code if placement.segment else None,
        "cell_code": placement.cell,
        "rev": 1,
        **arrival.about.columns,
    }


def _subject(manifest: Manifest) -> dict[str, Any]:
    """What exactly is wrong, as everybody may read it: no number stands in a clear column. An id stays whole: one of a
    hundred has digits that look like a telephone's."""
    named = {name: text if is_uuid(text) else mask_numbers(text or "") or None for name, text in manifest.subject.items()}
    return {**named, "phone_numbers": [mask_number(number) for number in manifest.phone_numbers]}


def _links(manifest: Manifest, courier: Actor) -> list[dict[str, Any]]:
    """The photos the manifest names; those count as stored that the courier may be told are here."""
    known = photos_known(courier, {photo.sha256 for photo in manifest.photos})
    return [
        {
            "report_id": manifest.report_id,
            "place": place,
            "sha256": photo.sha256,
            "role": photo.role,
            "source": photo.source,
            "taken_at": photo.taken_at,
            "stored": photo.sha256 in known,
        }
        for place, photo in enumerate(manifest.photos)
    ]


def _signed_in_there(author_id: str, device_id: str | None) -> bool:
    return device_id is not None and was_signed_in_on(author_id, device_id)


def _author(author_id: str, courier: Actor) -> Actor | None:
    """The author as rules see people; None for one nobody knows."""
    if author_id == courier.id:
        return courier
    person = person_by_id(author_id)
    return None if person is None else actor_of(person)


def _in_scope(author: Actor | None, placement: Placement) -> bool:
    """Whether the place is the author's to watch; of an author nobody knows that cannot be said."""
    segment_code = placement.segment.code if placement.segment else None
    return author is None or author.scope.covers(segment_code, placement.cell)


def _replaced(arrival: Arrival) -> tuple[Report | None, bool]:
    """The report this one replaces, and whether it names one that is not its author's to replace."""
    supersedes = arrival.manifest.supersedes
    old = db.session.get(Report, supersedes, with_for_update=True) if supersedes else None
    if old is None:
        return None, False
    own = arrival.confirmed and old.author_id == arrival.author_id and old.id != arrival.manifest.report_id
    return (old, False) if own else (None, True)


def _successor(arrival: Arrival) -> str | None:
    """The correction that arrived before the report it replaces, if there is one."""
    successor: str | None = _SUCCESSOR.scalar(report_id=arrival.manifest.report_id, author_id=arrival.author_id)
    return successor
