"""Asks the product and an independent oracle the same questions over somebody's own roads and polygons.

    python scripts/try_placement_oracle.py FOLDER [--points 100000] [--seed 1]

FOLDER holds GeoJSON files: lines become segments, polygons cells; gcj02 or bd09 in a file's name says its datum. The
oracle looks at every piece of every shape with its own Mercator (PROJ) and its own arithmetic. Differences in code or
status that vanish when the place is moved by a millimetre are ties and listed; any other ends the program with 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from scripts.placement_oracle.cities import oracle_of
from scripts.placement_oracle.judging import Verdict, judge
from scripts.placement_oracle.material import City, cities_in
from scripts.placement_oracle.questions import Questions

BATCH = 1_000


def main() -> None:
    """Judges every city and prints what came of it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--points", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    cities = cities_in(chosen.folder)
    if not cities:
        options.error(f"no GeoJSON with lines or polygons in {chosen.folder}")
    weights = [len(city.lines) + len(city.polygons) for city in cities]
    total, started = Verdict(), time.monotonic()
    for city, weight in zip(cities, weights, strict=True):
        count = -(-chosen.points * weight // sum(weights))
        total.add(_judged(city, min(count, chosen.points - total.asked), chosen.seed, started))
    print(f"\n{_told(total)}; {time.monotonic() - started:.0f} s in all.")
    for kind, differences in (("tie within 1 mm", total.ties), ("WRONG", total.wrong)):
        for asked, ours, theirs in differences:
            print(f"{kind}: {asked}\n    ours   {ours}\n    oracle {theirs}")
    sys.exit(1 if total.wrong else 0)


def _judged(city: City, count: int, seed: int, started: float) -> Verdict:
    segments, cells = city.segments(), city.cells()
    index, oracle = AreaIndex(segments, cells, area_limits(cells)), oracle_of(segments, cells)
    print(f"{', '.join(city.files)}: {len(segments)} segments, {len(cells)} cells ({city.left_out} polygons left out)")
    if index.origin != oracle.origin:
        sys.exit(f"the planes differ: {index.origin}, {oracle.origin}")
    questions, found = Questions(segments, cells, seed), Verdict()
    while found.asked < count:
        found.add(judge(index, oracle, [questions.next() for _ in range(min(BATCH, count - found.asked))]))
        print(f"  {found.asked:,} of {count:,} after {time.monotonic() - started:.0f} s, {len(found.wrong)} wrong", flush=True)
    print(f"  {_told(found)}", flush=True)
    return found


def _told(found: Verdict) -> str:
    share = 100.0 * found.same_codes / found.asked if found.asked else 0.0
    statuses = ", ".join(f"{count:,} {status}" for status, count in sorted(found.statuses.items()))
    ties = ", ".join(f"{count:,} by {word}" for word, count in sorted(found.decided.items()))
    return (
        f"{found.asked:,} asked ({statuses}; decided {ties}): {found.same_codes:,} the same in code and status "
        f"({share:.3f} %), {found.same_whole:,} in every distance and share, {len(found.ties)} ties within 1 mm, "
        f"{len(found.wrong)} wrong"
    )


if __name__ == "__main__":
    main()
