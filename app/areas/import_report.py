"""Decides how an import is told: what was read, imported, skipped, repaired, joined and cut. Knows no geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.areas.sentences import Sentence

EXAMPLES = 5
"""Enough to find the fault in the file, few enough to read."""


class Kind(StrEnum):
    """What can happen to a record of a file."""

    SKIPPED = "skipped"
    REPAIRED = "repaired"
    JOINED = "joined"
    CUT = "cut"
    REPLACED = "replaced"


@dataclass
class Tally:
    """How often something happened and why, with the first examples."""

    why: Sentence
    count: int = 0
    examples: list[Sentence] = field(default_factory=list)


@dataclass
class ImportReport:
    """What an import did. `happened` maps kind to the English of the reason to its tally; notes are for a person."""

    layer: str
    source: str
    read: int = 0
    imported: int = 0
    generated: bool = False
    happened: dict[str, dict[str, Tally]] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)

    def tell(self, kind: Kind, why: Sentence, example: Sentence, count: int = 1) -> None:
        """Counts `count` more of this reason and keeps the example while there are few."""
        tally = self.happened.setdefault(kind.value, {}).setdefault(str(why), Tally(why))
        tally.count += count
        if len(tally.examples) < EXAMPLES:
            tally.examples.append(example)

    def count(self, kind: Kind) -> int:
        """How often this kind happened, whatever the reason."""
        return sum(tally.count for tally in self.happened.get(kind.value, {}).values())

    def as_dict(self) -> dict[str, Any]:
        """JSON form, kept with the area version."""
        happened = {
            kind: {
                reason: {"count": tally.count, "examples": [str(one) for one in tally.examples]}
                for reason, tally in reasons.items()
            }
            for kind, reasons in self.happened.items()
        }
        totals = {kind.value: self.count(kind) for kind in Kind}
        return {
            "layer": self.layer,
            "source": self.source,
            "read": self.read,
            "imported": self.imported,
            "generated": self.generated,
            **totals,
            "reasons": happened,
            "notes": [str(note) for note in self.notes],
        }

    def lines(self) -> list[str]:
        """What a person at the terminal reads."""
        made = "generated" if self.generated else "imported"
        told = [f"{self.source}: read {self.read}, {made} {self.imported} {self.layer}."]
        for kind in Kind:
            for reason, tally in self.happened.get(kind.value, {}).items():
                more = ", …" if tally.count > len(tally.examples) else ""
                told.append(f"  {kind.value} {tally.count}, {reason}: {'; '.join(map(str, tally.examples))}{more}")
        return told + [f"  note: {note}" for note in self.notes]
