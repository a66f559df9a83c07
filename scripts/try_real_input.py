"""Takes somebody's own photos, roads and district through the whole product and checks every answer independently.

    python scripts/try_real_input.py FOLDER --roads FILE [--datum wgs84] [--within FILE --within-datum gcj02 --adcode 410104]
                                     [--server URL --patrol NAME:PASSWORD --supervisor NAME:PASSWORD] [--reports 200]

FOLDER holds photos, also in folders below; a MANIFEST.csv (columns path, expected_verdict) says what is expected of
each, otherwise that is found out. Without --server it starts its own on an empty data folder, imports the roads and
makes the grid with the product's commands, and watches the memory of every process. Ends with 1 when anything missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.commands import settle
from scripts.processes import Watch, watching
from scripts.real_input import geography, material
from scripts.real_input.campaign import Campaign
from scripts.real_input.client import Client
from scripts.real_input.findings import Findings
from scripts.serving import environment, free_port, serving

MOST_RESIDENT_MB = 600
SEEN_WITHIN_S = 5.0
"""A running server answers from an import after at most this time."""
ACCOUNTS = {"patrol": "on foot, in the rain", "supervisor": "behind a large desk"}


def main() -> None:
    """Runs the campaign and prints what came of it."""
    options = _options()
    found = Findings()
    started = time.monotonic()
    if options.server:
        people = {role: getattr(options, role).split(":", 1) for role in ACCOUNTS}
        _campaign(options, options.server, people, found)
    else:
        with tempfile.TemporaryDirectory(prefix="xunjie-real-") as folder:
            _on_own_server(options, Path(folder), found)
    found.print()
    print(f"\n{'Nothing missed' if found.clean else 'SOMETHING MISSED'}; {time.monotonic() - started:.0f} s in all.")
    sys.exit(0 if found.clean else 1)


def _on_own_server(options: argparse.Namespace, folder: Path, found: Findings) -> None:
    env = environment(folder / "data", free_port())
    with serving(env) as server, watching(server.pid) as watch:
        settle(
            env,
            *(("people", "add", role, "--role", role, "--password", password) for role, password in ACCOUNTS.items()),
        )
        if options.within:  # before the roads, whose codes begin with the district of the cells
            grid = ("--within", str(options.within), "--datum", options.within_datum, "--adcode", options.adcode)
            print(*settle(env, ("areas", "grid", *grid)))
        print(*settle(env, ("areas", "import", str(options.roads), "--layer", "segments", "--datum", options.datum)))
        _campaign(options, server.url, {role: [role, password] for role, password in ACCOUNTS.items()}, found)
        _check_memory(watch, found)


def _campaign(options: argparse.Namespace, url: str, people: dict[str, list[str]], found: Findings) -> None:
    patrol, supervisor = Client(url, *people["patrol"]), Client(url, *people["supervisor"])
    ways = geography.named_ways(options.roads, options.datum)
    spots = geography.spots(ways, options.reports)
    _check_import_seen(patrol, spots[0], found)
    district = geography.District(options.within, options.within_datum) if options.within else None
    files = material.read(options.folder)
    valid = [file for file in files if file.verdict is material.Verdict.VALID]
    if not valid:
        sys.exit(f"No photo in {options.folder} is expected to be valid; nothing can be reported with it.")
    print(f"{len(ways)} named ways; {len(valid)} valid photos, {len(files) - len(valid)} others; {len(spots)} reports")
    campaign = Campaign(patrol, supervisor, ways, district, found)
    campaign.reports(spots, valid)
    campaign.hostile([file for file in files if file.verdict is not material.Verdict.VALID])


def _check_import_seen(patrol: Client, spot: geography.Spot, found: Findings) -> None:
    since = time.monotonic()
    while patrol.placement(spot.lon, spot.lat)["segment"] is None and time.monotonic() - since <= SEEN_WITHIN_S:
        time.sleep(0.1)
    took = time.monotonic() - since
    found.check("imports answered from within 5 s", took <= SEEN_WITHIN_S, f"not after {took:.1f} s")


def _check_memory(watch: Watch, found: Findings) -> None:
    most = watch.most_bytes / 1e6
    print(f"largest process of the server, decoder included: {most:.0f} MB in {watch.samples} samples ({watch.most_command})")
    found.check(f"no process past {MOST_RESIDENT_MB} MB resident", 0 < most <= MOST_RESIDENT_MB, watch.most_command)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    datums = ("wgs84", "gcj02", "bd09")
    parser.add_argument("folder", type=Path, help="photos, and MANIFEST.csv if there is one")
    parser.add_argument("--roads", type=Path, required=True, help="GeoJSON with named road lines")
    parser.add_argument("--datum", choices=datums, default="wgs84", help="of the roads")
    parser.add_argument("--within", type=Path, help="GeoJSON with the district's polygon")
    parser.add_argument("--within-datum", choices=datums, default="wgs84", help="of the district")
    parser.add_argument("--adcode", default="410104", help="six digits of the district")
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--server", help="address of a running server that has these areas already; else one is started")
    parser.add_argument("--patrol", help="NAME:PASSWORD on that server")
    parser.add_argument("--supervisor", help="NAME:PASSWORD on that server")
    options = parser.parse_args()
    if options.server and not (options.patrol and options.supervisor):
        parser.error("--server needs --patrol and --supervisor as NAME:PASSWORD")
    return options


if __name__ == "__main__":
    main()
