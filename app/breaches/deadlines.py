"""Decides by when a breach is put right, and by when an appeal is answered, in the city's working time."""

from __future__ import annotations

from datetime import datetime

from app.breaches.rules import APPEAL_ANSWERED_IN, Deadline
from app.catalog import calendar_queries as calendar
from app.catalog.limits import Length, ends
from app.catalog.rules import Entry, Starts, Unit
from app.handling.clocks import millis, moment
from app.handling.rules import main_limit


def deadline(found_at: datetime, given: Deadline, category: Entry | None) -> datetime:
    """When the step's time is over, or the category's limit where that ends sooner; both begin when it was found."""
    own = _ends(found_at, Length.of(given.value, given.unit), category)
    limit = main_limit(category.limits) if category and category.starts is not Starts.SNOW_STOPPED else None
    return own if limit is None else min(own, _ends(found_at, Length.of(limit.value, limit.unit), category))


def appeal_due(at: datetime) -> datetime:
    """By when an appeal that came at `at` is answered."""
    return _ends(at, Length.of(APPEAL_ANSWERED_IN, Unit.WORKING_DAYS), None)


def _ends(start: datetime, length: Length, category: Entry | None) -> datetime:
    plan = calendar.plan_of_group(category.group) if category else None
    return moment(ends(millis(start), length, calendar.working_time(plan)))
