"""Decides what each indicator is (`definitions.json`): its name, what it divides by what, by which event a case counts.

The formulas are those of a city's 数字城管; where sources differ, one reading is chosen and said in the text. Whoever
changes a text that changes a number raises its version. No indicator is about a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final


class Base(StrEnum):
    """By which event a case (or report) counts in a period."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    DUE = "due"
    DISPOSED = "disposed"
    CHECKED = "checked"
    CLOSED = "closed"
    VERIFYING = "verifying"
    """The end of the limit for looking on the spot whether a report is so."""


@dataclass(frozen=True)
class Text:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Definition:
    """An indicator; `more_is_better` is None where neither is."""

    id: str
    version: int
    base: Base
    name: Text
    text: Text
    more_is_better: bool | None = True

    @property
    def of_reports(self) -> bool:
        """Whether reports are counted, not cases."""
        return self.base in OF_REPORTS


OF_REPORTS: Final = frozenset({Base.REPORTED, Base.VERIFYING})


def _read(row: dict[str, Any]) -> Definition:
    return Definition(**{**row, "base": Base(row["base"]), "name": Text(**row["name"]), "text": Text(**row["text"])})


DEFINITIONS: Final = tuple(map(_read, json.loads(Path(__file__).with_name("definitions.json").read_text("utf-8"))))
LEFT_OUT: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("left_out.json").read_text("utf-8"))
"""Indicators of the trade that are not counted here, each with why: {name, why}, both in both languages."""
BY_ID: Final = {one.id: one for one in DEFINITIONS}
RANKED: Final = ("on-time-disposal-rate", "rework-rate")
"""The only rates that are ranked by."""
NEED_PUBLIC_CHANNEL: Final = frozenset({"miss-rate", "public-verified-rate"})
TELLS_OF_PUBLIC: Final = "miss-rate"
"""Whose numerator says whether the public is heard at all."""
