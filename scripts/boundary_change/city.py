"""Fills a database with a synthetic city and open cases in it, and redraws its areas. Knows nothing of what follows."""

from __future__ import annotations

import random
import uuid
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import insert

from app.accounts import service as accounts
from app.accounts.rules import Role
from app.areas import queries as areas
from app.areas import storing
from app.areas.import_report import ImportReport
from app.areas.shapes import Cell, Segment
from app.cases.grams import plain
from app.cases.models import Case, CaseEvent
from app.cases.present import kept_form
from app.cases.report_models import Report
from app.core.db import db
from app.core.facts import new_epoch
from scripts.bench.city import SMALL, cells, places, segments

CHOSEN_SHARE = 0.02
"""Of the cases somebody chose the segment."""
ROAD_MOVES = 0.0005
"""Degrees: the streets that move go some 50 m north-east."""
CELL_MOVES = 0.0004
"""Degrees: the cells of the western half are drawn anew some 40 m further east."""
AT_ONCE = 5_000


def streets(moved: bool = False) -> list[Segment]:
    """300 segments; moved, those of every third street lie elsewhere."""
    step = ROAD_MOVES if moved else 0.0
    return [
        Segment(code, name, 15.0, shapely.LineString([(lon + step, lat + step) for lon, lat in line]))
        if int(code[1:4]) % 3 == 0
        else Segment(code, name, 15.0, shapely.LineString(line))
        for code, name, line in segments(SMALL)
    ]


def blocks(moved: bool = False) -> list[Cell]:
    """5,000 cells; moved, those of the western half lie elsewhere."""
    drawn = cells(SMALL)
    middle = sum(ring[0][0] for _, ring in drawn) / len(drawn)
    step = CELL_MOVES if moved else 0.0
    return [
        Cell(code, shapely.Polygon([(lon + step, lat) for lon, lat in ring] if ring[0][0] < middle else ring))
        for code, ring in drawn
    ]


def activate(layer: str, shapes: list[Any], now: datetime) -> str:
    """Within a transaction: puts the shapes of one layer in force."""
    report = ImportReport(layer, "boundary change")
    if layer == "segments":
        return storing.activate_segments(shapes, "410104", report, now)
    return storing.activate_cells(shapes, report, now, "410104")


def settle(count: int, now: datetime) -> None:
    """Within a transaction: the city as it is, and `count` open cases where reports come from."""
    new_epoch()
    person = accounts.add_person("boundary", "", (Role.SUPERVISOR,), uuid.uuid4().hex, now)
    activate("segments", streets(), now)
    activate("cells", blocks(), now)
    index, newest = areas.current_index(), areas.current_version_id()
    chance = random.Random(count)
    rows = []
    for number, (lon, lat, accuracy_m) in enumerate(places(SMALL, count), 1):
        placement = kept_form(index.place(lon, lat, accuracy_m), index.version)
        if placement["segment"] and chance.random() < CHOSEN_SHARE:
            placement["chosen_by"] = person.id
        rows.append(_rows(number, (lon, lat, accuracy_m), placement, newest, person.id, now))
    for at in range(0, len(rows), AT_ONCE):
        for place, table in enumerate((Report, Case, CaseEvent)):
            db.session.execute(insert(table), [row[place] for row in rows[at : at + AT_ONCE]])


def _rows(
    number: int, place: tuple[float, float, float], placement: dict[str, Any], version: int, person_id: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Report, case and first event, as an accepted report leaves them."""
    lon, lat, accuracy_m = place
    report_id, case_no = str(uuid.UUID(int=number)), f"410104{now:%Y%m%d}{number:05d}"
    codes = {
        "segment_code": placement["segment"] and placement["segment"]["code"],
        "cell_code": placement["cell"] and placement["cell"]["code"],
    }
    name = placement["segment"] and placement["segment"]["name"]
    where = {"lon": lon, "lat": lat}
    report = {
        "id": report_id, "manifest": b"{}", "sealed": False, "manifest_sha256": "0" * 64, "commit_seq": -number,
        "received_at": now, "author_id": person_id, "author_confirmed": True, "courier_id": person_id, "happened_at": now,
        "position": {**where, "accuracy_m": accuracy_m, "fixed_at": None, "source": "gps", "datum": "wgs84"},
        "placement": placement, "category": "sl2_out_of_shop", "note": "", "handled_on_spot": False, "subject": {},
        "flags": [], "status": "accepted", "case_no": case_no, "rev": 2, **where, **codes,
    }  # fmt: skip
    case = {
        "case_no": case_no, "report_id": report_id, "author_id": person_id, "state": "filed", "category_slug": "sl2_out_of_shop",
        "category": {"slug": "sl2_out_of_shop"}, "limits": [], "segment_name": name, "area_version": version, "flags": [],
        "words": plain("\n".join(filter(None, (codes["segment_code"], name)))), "opened_at": now, "rev": 1,
        **where, **codes,
    }  # fmt: skip
    event = {"case_no": case_no, "place": 1, "kind": "filed", "state": "filed", "by_id": person_id, "at": now, "facts": {}}
    return report, case, event
