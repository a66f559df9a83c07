"""Decides what becomes of a pledge or a refusal that a phone brought: kept with its shop, whatever is odd about it as a doubt.

Nothing about it refuses its report. A correction replaces what was corrected unless that is filed already: what the street
has filed is replaced by what it files next. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor, Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases import queries as cases
from app.cases.report_models import Report
from app.cases.sealing import manifest_bytes
from app.core.db import db
from app.pledges import schemes
from app.pledges.document import Item, Signing, read_refusal, read_signing
from app.pledges.journal import REPLACED, add_event
from app.pledges.models import Pledge, PledgeRefusal, PledgeScheme
from app.pledges.rules import REFUSE_PLEDGE, SIGN_PLEDGE, Doubt, State, in_order
from app.pledges.sealing import DOCUMENT, SIGNER, sealed_bytes, sealed_json
from app.pledges.sketching import sketch_of
from app.pledges.standings import settle, take_turns
from app.pledges.vouching import REFUSAL, refusal_rows, remember
from app.reports.reading import read_json
from app.shops.models import Shop
from app.shops.queries import going_on

SIGNED: Final = "signed"
"""The first event of a pledge."""
_Row = TypeVar("_Row", Pledge, PledgeRefusal)
_FRONT, _PAPER = "scene", "paper"
_A_SHIFT: Final = timedelta(hours=12)
"""A document that was signed longer before or after its report was sealed is odd."""
_TERM_MONTHS, _NOTICE_DAYS = 12, 30
"""Of a document whose scheme nobody knows."""


def report_arrived(report: Report, now: datetime) -> None:
    """Within the transaction that files a report: what was signed or refused at a shop is kept with the shop."""
    if report.supersedes is not None:
        _replace(report, now)
    verb = (report.reply or {}).get("verb")
    if report.reply_to is None or verb not in {SIGN_PLEDGE, REFUSE_PLEDGE}:
        return
    shop = going_on(report.reply_to)
    assert shop is not None  # a report names as reply_to only what was there, and no shop is ever deleted
    take_turns(shop.id)
    said = read_json(manifest_bytes(report))
    author = _author(report)
    doubts = _doubts_about(report, author, shop)
    if verb == SIGN_PLEDGE:
        _keep_pledge(report, shop, said, doubts, author, now)
    else:
        _keep_refusal(report, shop, said, doubts, author, now)


def _keep_pledge(
    report: Report, shop: Shop, said: dict[str, Any], doubts: set[Doubt], author: Actor | None, now: datetime
) -> None:
    signing = read_signing(said)
    scheme = schemes.version(signing.scheme_code, signing.scheme_version)
    photos = _photos(report, signing)
    facts = {
        Doubt.PLEDGE_DIFFERS: signing.pledge_id != report.id,
        Doubt.SHOP_DIFFERS: signing.shop_id not in {shop.id, report.reply_to},
        Doubt.SCHEME_UNKNOWN: scheme is None or not scheme.active,
        Doubt.WORDING_DIFFERS: scheme is not None and not _word_for_word(signing, scheme),
        Doubt.TERM_DIFFERS: scheme is not None and signing.months != scheme.term_months,
        Doubt.OFFICE_DIFFERS: shop.street_unit is not None and signing.unit_code != shop.street_unit,
        Doubt.TIME_DIFFERS: not _of_one_shift(signing.signed_at, report.captured_at),
        Doubt.PHOTO_MISSING: len(photos["front"]) < max(1, len(signing.photos.get("front", ()))),
        Doubt.OFFICER_DIFFERS: signing.officer_id != report.author_id,
    }
    if Doubt.DOCUMENT_MISSING not in signing.doubts:
        doubts |= {doubt for doubt, holds in facts.items() if holds}
    pledge = Pledge(
        id=report.id, shop_id=shop.id, scheme_id=scheme.id if scheme else None, state=State.SIGNED, rev=0,
        document=sealed_bytes(report.id, DOCUMENT, signing.canonical), document_sha256=signing.sha256,
        signer=sealed_json(report.id, SIGNER, dict(signing.signer)), officer_id=report.author_id,
        signed_at=min(report.happened_at, now), received_at=now, lon=report.lon, lat=report.lat,
        accuracy_m=(report.position or {}).get("accuracy_m"), doubts=in_order(doubts | signing.doubts),
        term_months=scheme.term_months if scheme else _TERM_MONTHS,
        notice_days=scheme.notice_days if scheme else _NOTICE_DAYS, photos=photos, superseded_by=report.superseded_by,
    )  # fmt: skip
    db.session.add(pledge)
    add_event(pledge, SIGNED, author, now, doubts=pledge.doubts, sketch=sketch_of(shop))


def _keep_refusal(
    report: Report, shop: Shop, said: dict[str, Any], doubts: set[Doubt], author: Actor | None, now: datetime
) -> None:
    refused = read_refusal(said)
    papers = _named(report, _PAPER)
    doubts |= refused.doubts | (set() if papers else {Doubt.PHOTO_MISSING})
    row = PledgeRefusal(
        id=report.id, shop_id=shop.id, at=min(report.happened_at, now), received_at=now, reason=refused.reason,
        officers=list(refused.officers), photo=papers[0] if papers else None, officer_id=report.author_id,
        doubts=in_order(doubts), superseded_by=report.superseded_by,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(Action.PLEDGE_REFUSED, REFUSAL, row.id, by=author, rows=refusal_rows(row), doubts=row.doubts)
    settle(shop.id)


def _replace(report: Report, now: datetime) -> None:
    """What this report corrects gives way to it; of others' reports, and of what is filed, nothing does."""
    corrected = db.session.get(Report, report.supersedes)
    if corrected is None or corrected.superseded_by != report.id:
        return
    pledge = _held(Pledge, corrected.id)
    if pledge is not None and pledge.state in {State.SIGNED, State.CONFIRMED} and pledge.superseded_by is None:
        remember(pledge)
        pledge.superseded_by = report.id
        add_event(pledge, REPLACED, _author(report), now, replaced_by=report.id)
    refusal = _held(PledgeRefusal, corrected.id)
    if refusal is not None and refusal.superseded_by is None:
        remember(refusal)
        refusal.superseded_by = report.id
        db.session.flush()
        note(Action.PLEDGE_REFUSED, REFUSAL, refusal.id, by=_author(report), rows=refusal_rows(refusal), replaced_by=report.id)
        settle(refusal.shop_id)


def _held(kind: type[_Row], row_id: str) -> _Row | None:
    shop_id = db.session.scalar(select(kind.shop_id).where(kind.id == row_id))
    if shop_id is None:
        return None
    take_turns(shop_id)
    held = select(kind).where(kind.id == row_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(held)


def _doubts_about(report: Report, author: Actor | None, shop: Shop) -> set[Doubt]:
    facts = {
        Doubt.SHOP_CLOSED: shop.status == "closed",
        Doubt.AUTHOR_UNCONFIRMED: author is None or not report.author_confirmed,
        Doubt.NOT_ALLOWED: author is not None and not author.may(Permission.SIGN_PLEDGES),
    }
    return {doubt for doubt, holds in facts.items() if holds}


def _word_for_word(signing: Signing, scheme: PledgeScheme) -> bool:
    items = tuple(Item(one["code"], one["name_zh"], one["do_zh"], one["dont_zh"]) for one in scheme.items)
    return signing.items == items and signing.scheme_name == scheme.name


def _of_one_shift(signed_at: datetime | None, sealed_at: datetime | None) -> bool:
    """Both by the phone's own clock."""
    return signed_at is not None and sealed_at is not None and abs(signed_at - sealed_at) <= _A_SHIFT


def _photos(report: Report, signing: Signing) -> dict[str, list[str]]:
    """The document's photos, those of them that really came with it."""
    there = {"front": _named(report, _FRONT), "paper": _named(report, _PAPER)}
    return {part: [one for one in signing.photos.get(part, ()) if one in there[part]] for part in there}


def _named(report: Report, role: str) -> list[str]:
    return [link.sha256 for link in cases.links_of([report.id]).get(report.id, []) if link.role == role]


def _author(report: Report) -> Actor | None:
    person = person_by_id(report.author_id)
    return actor_of(person) if person is not None else None
