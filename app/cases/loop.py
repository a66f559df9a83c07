"""Reads what belongs to cases on their way: requests and supervision orders. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import select

from app.cases.digests import LoopRow
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.core.db import db


def requests_of(case_nos: Collection[str]) -> Mapping[str, Sequence[CaseRequest]]:
    """What was asked for, the oldest first, by case."""
    query = select(CaseRequest).where(CaseRequest.case_no.in_(case_nos)).order_by(CaseRequest.id)
    grouped: dict[str, list[CaseRequest]] = defaultdict(list)
    for row in db.session.scalars(query) if case_nos else ():
        grouped[row.case_no].append(row)
    return grouped


def orders_of(case_nos: Collection[str]) -> Mapping[str, Sequence[SupervisionOrder]]:
    """Supervision orders, the oldest first, by case."""
    query = select(SupervisionOrder).where(SupervisionOrder.case_no.in_(case_nos)).order_by(SupervisionOrder.id)
    grouped: dict[str, list[SupervisionOrder]] = defaultdict(list)
    for row in db.session.scalars(query) if case_nos else ():
        grouped[row.case_no].append(row)
    return grouped


def rows_of(case_nos: Collection[str]) -> Iterator[tuple[str, LoopRow]]:
    """Every row that the log vouches for, with its case."""
    for case_no, requests in requests_of(case_nos).items():
        yield from ((case_no, row) for row in requests)
    for case_no, orders in orders_of(case_nos).items():
        yield from ((case_no, row) for row in orders)
