"""Decides what the exported ledger and register of numbers hold. Column names are those of the papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.core.days import CITY_ZONE
from app.core.paging import MAX_LIMIT
from app.core.tables_out import Cell, Row
from app.handling.rules import OrderLevel
from app.notices import bodies, queries
from app.notices.models import Notice
from app.notices.rules import Kind, Means, ReceiverKind, State
from app.notices.sheets import receiver_name
from app.notices.words import (
    LEDGER_HEAD,
    LEVELS,
    MEANS,
    NUMBER_STATES,
    NUMBERS_HEAD,
    PASSED,
    RECEIVERS,
    STATES,
    TITLES,
    VOID_WHY,
    masked_name,
)


def ledger_rows(notices: Iterable[Notice]) -> Iterator[Row]:
    """The header and a row for each paper; nobody of ours is named, and of a person who received one only a beginning."""
    yield LEDGER_HEAD
    issuers: dict[int, str] = {}
    for notice in notices:
        if notice.template_id not in issuers:
            template = queries.template(notice.template_id)
            issuers[notice.template_id] = template.issuer if template else ""
        yield _row(notice, issuers[notice.template_id])


def number_rows(series: str | None) -> Iterator[Row]:
    """The header and a row for every number that ever left a series, void ones with what made them so."""
    yield NUMBERS_HEAD
    cursor: str | None = None
    while True:
        page = queries.numbers_page(series, None, cursor, MAX_LIMIT)
        for row, body in zip(page.items, bodies.number_bodies(page.items), strict=True):
            state = NUMBER_STATES[row.state]
            yield (body["number"], state, VOID_WHY.get(row.why or "", ""), _local(row.at), body["case_no"])
        cursor = page.cursor
        if cursor is None:
            return


def _row(notice: Notice, issuer: str) -> tuple[Cell, ...]:
    name = receiver_name(notice)
    named = masked_name(name) if notice.receiver_kind == ReceiverKind.PARTY else name
    return (
        notice.number, TITLES[Kind(notice.kind)], STATES[State(notice.state)], notice.case_no, issuer,
        RECEIVERS[ReceiverKind(notice.receiver_kind)], named, notice.address, notice.segment_name or notice.segment_code,
        notice.cell_code, notice.facts["what"], notice.requirement, _local(notice.deadline),
        LEVELS[OrderLevel(notice.level)] if notice.level else None, _local(notice.reply_by), _local(notice.issued_at),
        MEANS[Means(notice.means)] if notice.means else None, _local(notice.served_at), PASSED[notice.passed], notice.archive_no,
    )  # fmt: skip


def _local(at: datetime | None) -> str | None:
    return at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M") if at else None
