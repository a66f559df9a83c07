"""Decides which rules there are and in which order their answers are told. A new or changed rule raises `CHECKS_REV`.

A rule gives at most one finding and never refuses anything: what it finds is a sentence beside the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from app.checks import phone_rules, photo_rules
from app.checks.seen import Finding, Seen, Tone

CHECKS_REV: Final = 2
"""The rules as a whole; a report that was checked by others is checked again in the background."""

Rule = Callable[[Seen], Iterable[Finding]]
RULES: Final[tuple[Rule, ...]] = (
    photo_rules.same_bytes,
    photo_rules.near_same,
    photo_rules.before_and_after,
    photo_rules.exif_time,
    photo_rules.exif_place,
    photo_rules.from_gallery,
    phone_rules.no_position,
    phone_rules.same_coordinates,
    phone_rules.impossible_speed,
    phone_rules.coarse_fix,
    phone_rules.stale_fix,
    phone_rules.clock_off,
    phone_rules.chain_gap,
)


def findings(seen: Seen) -> list[Finding]:
    """What all rules say, what is worth a look first."""
    found = [finding for rule in RULES for finding in rule(seen)]
    return sorted(found, key=lambda finding: finding.tone is not Tone.LOOK)


def as_kept(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as a row keeps them and readers get them."""
    return [{"slug": finding.slug, "tone": finding.tone.value, "facts": dict(finding.facts)} for finding in found]


def looks(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the kept findings that are worth a look: when they change, readers are told."""
    return [finding for finding in kept if finding["tone"] == Tone.LOOK]
