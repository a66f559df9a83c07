"""Decides what position, clock and numbers of a phone say about its report. Pure: knows no table and no clock.

Where a flag was given on arrival the rule follows the flag, so that both always say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from app.cases.states import Flag
from app.checks.places import metres_between
from app.checks.seen import Finding, Fix, Seen, Tone
from app.reports.chain import size

FASTEST_M_S: Final = 40.0
"""144 km/h: nobody inspects a street from there."""
JUMP_LEAST_M: Final = 200.0
"""What a fix wanders by itself between buildings, beyond its accuracy, is no journey."""
UNKNOWN_ACCURACY_M: Final = 100.0
SEVERAL: Final = 3
"""So many reports with the same six decimals: a receiver that measures anew never gives the same ones again and again."""
MEASURED_APART: Final = timedelta(minutes=1)
"""Fixes nearer in time may be one and the same, used twice."""


def no_position(seen: Seen) -> Iterator[Finding]:
    """`no-position`: nobody can tell from the report where it was; so of everything from a desk."""
    if seen.fix is None:
        yield Finding("no-position", Tone.LOOK)


def coarse_fix(seen: Seen) -> Iterator[Finding]:
    """`fix-coarse` {metres}."""
    if Flag.COARSE_FIX in seen.flags and seen.fix is not None and seen.fix.accuracy_m is not None:
        yield Finding("fix-coarse", Tone.LOOK, {"metres": round(seen.fix.accuracy_m)})


def stale_fix(seen: Seen) -> Iterator[Finding]:
    """`fix-stale` {seconds} between the measurement and the report."""
    if Flag.STALE_FIX in seen.flags and seen.fixed_at is not None and seen.captured_at is not None:
        yield Finding("fix-stale", Tone.LOOK, {"seconds": _seconds(abs(seen.captured_at - seen.fixed_at))})


def clock_off(seen: Seen) -> Iterator[Finding]:
    """`device-clock-off` {seconds}: by how much the phone's clock was behind (negative: ahead); null when it could not
    be told and the moment of arrival counts."""
    if Flag.CLOCK_SKEW not in seen.flags:
        return
    told = seen.captured_at is not None and seen.happened_at != seen.received_at
    behind = _seconds(seen.happened_at - seen.captured_at) if told and seen.captured_at is not None else None
    yield Finding("device-clock-off", Tone.LOOK, {"seconds": behind})


def same_coordinates(seen: Seen) -> Iterator[Finding]:
    """`same-coordinates` {reports}: as many of this phone's reports, this one included, have the very same position."""
    if seen.fix is None or seen.fix.by_hand:
        return
    times = sorted([seen.fix.at, *(other.at for other in seen.same_spot if not other.by_hand)])
    measured = 1 + sum(after - before > MEASURED_APART for before, after in _pairs(times))
    if measured >= SEVERAL:
        yield Finding("same-coordinates", Tone.LOOK, {"reports": len(times)})


def impossible_speed(seen: Seen) -> Iterator[Finding]:
    """`impossible-speed` {report_id, metres, seconds}: too far from the phone's report before this one for the time between."""
    here, there = seen.fix, seen.before
    if here is None or there is None or here.by_hand or there.by_hand or Flag.CLOCK_SKEW in seen.flags:
        return
    metres = metres_between(here.lon, here.lat, there.lon, there.lat)
    surely = metres - _accuracy(here) - _accuracy(there)
    seconds = abs(here.at - there.at) / timedelta(seconds=1)
    if surely > JUMP_LEAST_M and surely > FASTEST_M_S * max(seconds, 1.0):
        facts = {"report_id": there.report_id, "metres": round(metres), "seconds": round(seconds)}
        yield Finding("impossible-speed", Tone.LOOK, facts)


def chain_gap(seen: Seen) -> Iterator[Finding]:
    """`chain-gap` {numbers, runs} of what should have come before this report, or `chain-whole` when nothing is between."""
    if seen.numbers is None:
        return
    missing = seen.numbers.missing
    if missing:
        yield Finding("chain-gap", Tone.LOOK, {"numbers": size(missing), "runs": [list(run) for run in missing]})
    elif not seen.numbers.waiting:
        yield Finding("chain-whole", Tone.GOOD)


def _accuracy(fix: Fix) -> float:
    return UNKNOWN_ACCURACY_M if fix.accuracy_m is None else fix.accuracy_m


def _seconds(time: timedelta) -> int:
    return round(time / timedelta(seconds=1))


def _pairs(times: list[datetime]) -> Iterator[tuple[datetime, datetime]]:
    return zip(times, times[1:], strict=False)
