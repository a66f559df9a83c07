"""Decides when how much of a category's limit is used, by the plans and days off that come with the program.

So the story of a case can be told beforehand: what is yellow at a moment, what is late. Knows no database.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from app.catalog.calendar_rules import DEFAULT_PLANS, DEFAULT_YEARS, OFFICE, calendar_from
from app.catalog.default_file import default_catalog
from app.catalog.limits import Length, counting_of, ends
from app.catalog.rules import Unit, Urgency
from app.catalog.time_plan import NATURALLY, Counting, WorkingTime
from app.handling.rules import main_limit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Reckoning:
    """The limit of a category, and how its time counts."""

    length: Length
    urgent: bool
    working: WorkingTime

    @property
    def _counting(self) -> Counting:
        return NATURALLY if self.length.unit is Unit.HOURS else counting_of(self.length.unit, self.working)

    def used(self, start: datetime, share: float) -> datetime:
        """When `share` of the limit that began at `start` is used; 1 is its end, whole seconds."""
        begins = (start - _EPOCH) // _MS
        whole = self._counting.counted(ends(begins, self.length, self.working)) - self._counting.counted(begins)
        return self._moment(self._counting.reached(self._counting.counted(begins) + round(whole * share)))

    def begun(self, now: datetime, share: float) -> datetime:
        """When a clock began of which `share` is used at `now`."""
        at = (now - _EPOCH) // _MS
        whole = self._counting.counted(ends(at, self.length, self.working)) - self._counting.counted(at)
        return self._moment(self._counting.reached(max(0, self._counting.counted(at) - round(whole * share))))

    @staticmethod
    def _moment(milliseconds: int) -> datetime:
        return _EPOCH + timedelta(seconds=milliseconds // 1000)


@cache
def reckoning(category: str) -> Reckoning:
    """How a category of the catalogue is reckoned. Raises ValueError for one without a limit."""
    entry = default_catalog().entry(category)
    limit = main_limit(entry.limits) if entry else None
    if entry is None or limit is None:
        raise ValueError(f"{category} has no limit")
    plan = next((code for code, used in sorted(DEFAULT_PLANS.items()) if entry.group in used.groups), OFFICE)
    working = WorkingTime(DEFAULT_PLANS[plan].plan, calendar_from(DEFAULT_YEARS.values()))
    return Reckoning(Length.of(limit.value, limit.unit), entry.urgency is Urgency.URGENT, working)
