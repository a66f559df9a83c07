"""Lets the deeds of a course happen: uploads their pictures and makes the moves, through the service that serves the desks.

What the machine refuses is not told any further: the case stays where it is. Knows what was told, not how it was made up.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import fields
from io import BytesIO
from typing import Any
from uuid import uuid5

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.rules import Actor
from app.breaches import queries as breaches
from app.breaches.handing_in import hand_in
from app.cases import queries as cases
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.models import Case
from app.cases.rules import Verb
from app.core import clock
from app.core.db import db
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.demo.courses import Deed, Hand
from app.demo.people import PEOPLE
from app.demo.sealing import CITY, report_id
from app.dispatch import service as dispatch
from app.handling import service as handling
from app.handling.rules import MoveOrder
from app.reports.photo_arrivals import take_photo
from app.roster import queries as roster

log = logging.getLogger(__name__)

CHECKERS = ("inspector01", "patrol01", "patrol02")
HANDLING_ROLES = frozenset({"unit", "street", "steward"})
_FIELDS = frozenset(one.name for one in fields(MoveOrder))


class Doing:
    """The people of the city at work on its cases."""

    def __init__(self, people: Mapping[str, Actor], *, resumed: bool) -> None:
        """`resumed`: some deeds were done before; they are not done again."""
        self._people = people
        self._resumed = resumed
        self._ended: set[int] = set()

    def do(self, index: int, deed: Deed, photos: Sequence[bytes]) -> None:
        """One deed of the case that the story's report at `index` opened, with the photos it names, in its own transaction."""
        if deed.verb is Verb.RECTIFIED:
            self._put_right(index, deed, photos)
            return
        report = next(iter(cases.reports_by_id({report_id(index)})), None)
        case = cases.case_by_number(report.case_no) if report and report.case_no else None
        if case is None or index in self._ended or (self._resumed and _done(case, deed)):
            return
        with clock.stopped_at(deed.at):
            by = self._hand(case, index, deed)
            named = [_uploaded(data, by) for data in photos]
            order = self._order(case, index, deed, named)
            try:
                in_transaction(lambda: handling.move(case.case_no, order, _revision(case.case_no), by, deed.at))
            except AppError as refusal:
                log.warning("the story of report %s ends at '%s': %s", index, deed.verb, refusal.detail)
                self._ended.add(index)

    def _put_right(self, index: int, deed: Deed, photos: Sequence[bytes]) -> None:
        """A shop, or a patrol who looked, hands in that a promise is kept now; the same again changes nothing."""
        breach = breaches.breach_by_id(report_id(index))
        if breach is None:
            return
        by = None if deed.hand == Hand.SHOP else self._people[deed.hand]
        with clock.stopped_at(deed.at):
            acting = by or in_transaction(lambda: accounts.shops(breach.shop_id, deed.at))
            names = [_uploaded(data, acting) for data in photos]
            named = str(uuid5(CITY, f"hand-in {index}"))
            in_transaction(lambda: hand_in(breach.id, named, by, names, str(deed.said["note"]), deed.at))

    def _hand(self, case: Case, index: int, deed: Deed) -> Actor:
        if deed.hand == Hand.UNIT:
            return self._people[_of_unit(case.unit_code, index)]
        if deed.hand == Hand.CHECKER:
            return next(actor for actor in self._people.values() if actor.id == case.checker_id)
        return self._people[deed.hand]

    def _order(self, case: Case, index: int, deed: Deed, photos: Sequence[str]) -> MoveOrder:
        said: dict[str, Any] = {name: value for name, value in deed.said.items() if name in _FIELDS}
        said["photos"] = tuple({"sha256": name, "role": one.role} for name, one in zip(photos, deed.pictures, strict=True))
        if deed.verb is Verb.DISPATCH:
            said.setdefault("unit", dispatch.suggest(case, deed.at).unit)
        elif deed.verb is Verb.SEND_CHECK:
            said["person"] = self._people[CHECKERS[index % len(CHECKERS)]].id
        elif deed.verb in {Verb.APPROVE, Verb.REFUSE}:
            said["request"] = db.session.scalar(
                select(CaseRequest.id).where(CaseRequest.case_no == case.case_no, CaseRequest.state == "open")
            )
        elif deed.verb is Verb.ANSWER_SUPERVISION:
            unanswered = (SupervisionOrder.case_no == case.case_no, SupervisionOrder.answered_at.is_(None))
            said["order"] = db.session.scalar(select(SupervisionOrder.id).where(*unanswered).order_by(SupervisionOrder.id))
        return MoveOrder(deed.verb.value, **said)


def _done(case: Case, deed: Deed) -> bool:
    events = cases.events_of([case.case_no]).get(case.case_no, [])
    return any(one.kind == deed.verb and one.at == deed.at for one in events)


def _of_unit(unit_code: str | None, index: int) -> str:
    """Somebody who works for the unit, or for one above it; whoever dispatches where it has no people, as outside."""
    unit = roster.unit(unit_code)
    while unit is not None:
        people = [one.username for one in PEOPLE if one.unit == unit.code and one.role in HANDLING_ROLES]
        if people:
            return people[index % len(people)]
        unit = roster.unit(unit.parent_code)
    return Hand.DISPATCHER


def _uploaded(data: bytes, by: Actor) -> str:
    name = hashlib.sha256(data).hexdigest()
    take_photo(BytesIO(data), name, len(data), by)
    return name


def _revision(case_no: str) -> int:
    case = cases.case_by_number(case_no)
    assert case is not None  # it was there a moment ago
    return case.rev
