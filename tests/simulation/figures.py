"""What the figures of a bureau are, counted from the papers: numerator and denominator of each, as their text has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.simulation.oracle import Told
from tests.simulation.world import World

Share = tuple[int, int]


def on_paper(world: World) -> dict[str, Share]:
    """By the indicator's name: how many of how many."""
    cases = list(world.cases.values())
    kept = [told for told in cases if told.state != "voided"]
    due = [told for told in kept if _to_be_done(told, world.now)]
    dispatched = [told for told in kept if told.dispatched_at is not None]
    handed_in = [told for told in kept if told.disposed_at is not None]
    checked = [told for told in cases if told.checks]
    arranged = [told for told in handed_in if told.arranged]
    reports = [sent for sent in world.reports.values() if not sent.replaced]
    accepted = sum(sent.status == "accepted" for sent in reports)
    public = sum(told.public for told in cases)
    return {
        "filing-rate": (accepted, len(reports)),
        "valid-report-rate": (accepted, len(reports)),
        "miss-rate": (public, len(cases) if public else 0),  # where the public is not heard it does not apply
        "accurate-filing-rate": (len(kept), len(cases)),
        "on-spot-rate": (sum(told.on_spot for told in kept), len(kept)),
        "recurrence-rate": (sum(told.recurs for told in kept), len(kept)),
        "on-time-filing-rate": _share(cases, lambda told: told.filed_in_time),
        "on-time-dispatch-rate": _share(
            [told for told in cases if told.dispatched_at is not None], lambda told: told.dispatched_in_time
        ),
        "accurate-dispatch-rate": (sum(told.dispatches == 1 for told in dispatched), len(dispatched)),
        "disposal-rate": (sum(told.disposed_at is not None for told in due), len(due)),
        "on-time-disposal-rate": (sum(told.on_time is True for told in due), len(due)),
        "closing-rate": (sum(told.state == "closed" for told in due), len(due)),
        "on-time-closing-rate": (
            sum(told.state == "closed" and told.on_time is True and told.closed_in_time is True for told in due),
            len(due),
        ),
        "rework-rate": (sum(told.reworks > 0 for told in handed_in), len(handed_in)),
        "on-time-check-rate": (sum(all(told.checks) for told in checked), len(checked)),
        "first-pass-rate": (sum(told.reworks == 0 for told in checked), len(checked)),
        "on-time-arrange-rate": (sum(all(told.arranged) for told in arranged), len(arranged)),
        "closed-in-time-rate": _share([told for told in cases if told.state == "closed"], lambda told: told.closed_in_time),
    }


def _to_be_done(told: Told, now: int) -> bool:
    """Its time is over, or it was handed in, whether that passed or not; what waits for better days is not counted."""
    if told.state == "suspended" or told.runs_out is None:
        return False
    return told.disposed_at is not None or told.runs_out <= now


def _share(cases: Iterable[Told], of: Callable[[Told], bool | None]) -> Share:
    known = [said for told in cases if (said := of(told)) is not None]
    return sum(known), len(known)
