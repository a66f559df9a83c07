"""Decides how a fault in the shape of areas is told, and which of them a city must mend first. Knows no geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Progress = Callable[[str, int, int], None]
"""Called with a step, how much of it is done and how much there is."""
MOST_TOLD = 500
"""Findings a report holds; the counts hold them all. Nobody mends more than that by hand."""


class Severity(StrEnum):
    """`must`: an answer would be wrong or depend on chance, so the layer cannot take effect. `may`: worth a look."""

    MUST = "must"
    MAY = "may"


class Fault(StrEnum):
    """What can be wrong."""

    GAP = "gap"
    OVERLAP = "overlap"
    SLIVER = "sliver"
    SELF_CROSSING = "self-crossing"
    DUPLICATE_CODE = "duplicate-code"
    WRONG_CODE_LENGTH = "wrong-code-length"
    DUPLICATE = "duplicate"
    DANGLING_END = "dangling-end"
    UNNAMED = "unnamed"
    FAR_AWAY = "far-away"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the codes it concerns, a place to look at (WGS-84 lon, lat) and its size in metres or square metres."""

    kind: Fault
    severity: Severity
    codes: tuple[str, ...]
    where: tuple[float, float]
    metres: float | None = None
    m2: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "kind": self.kind.value,
            "severity": self.severity.value,
            "codes": list(self.codes),
            "where": list(self.where),
            "metres": self.metres,
            "m2": self.m2,
        }


def report_of(findings: Sequence[Finding], most: int = MOST_TOLD) -> dict[str, Any]:
    """All findings counted by kind and severity, and the first of them: must before may, the largest of a kind first."""
    counts = Counter((one.kind.value, one.severity.value) for one in findings)
    kinds = {kind: {one.value: counts[kind, one.value] for one in Severity} for kind in sorted({kind for kind, _ in counts})}
    ranked = sorted(findings, key=_rank)
    return {
        **{one.value: sum(by_severity[one.value] for by_severity in kinds.values()) for one in Severity},
        "kinds": kinds,
        "findings": [one.as_dict() for one in ranked[:most]],
    }


def no_progress(step: str, done: int, total: int) -> None:
    """For those who do not wait."""


def _rank(one: Finding) -> tuple[Any, ...]:
    return one.severity is not Severity.MUST, one.kind.value, -(one.m2 or one.metres or 0.0), one.codes, one.where
