"""Holds a breach until the transaction ends, and remembers for the log what it was."""

from __future__ import annotations

from sqlalchemy import select

from app.breaches import vouching
from app.breaches.models import Breach
from app.cases.models import Case
from app.core.db import db
from app.core.errors import NotFound


def held(breach_id: str) -> Breach | None:
    """The breach of this report, its row held; None without one."""
    query = select(Breach).where(Breach.id == breach_id).with_for_update().execution_options(populate_existing=True)
    breach = db.session.scalar(query)
    if breach is not None:
        vouching.remember(breach)
    return breach


def held_with_case(breach_id: str) -> tuple[Breach, Case | None]:
    """The breach and its case, both held, the case first: whoever moves a case holds it before its breaches. Raises NotFound."""
    number = db.session.scalar(select(Breach.case_no).where(Breach.id == breach_id))
    case = None
    if number is not None:
        query = select(Case).where(Case.case_no == number).with_for_update()
        case = db.session.scalar(query.execution_options(populate_existing=True))
    breach = held(breach_id)
    if breach is None:
        raise NotFound()
    return breach, case


def held_of_case(case_no: str) -> list[Breach]:
    """The breaches of a case, their rows held."""
    ids = db.session.scalars(select(Breach.id).where(Breach.case_no == case_no).order_by(Breach.id)).all()
    return [one for one in map(held, ids) if one is not None]
