"""How long a register of 20,000 shops takes: to be brought as a table with one bad row in a hundred, and to be listed."""

from __future__ import annotations

import io
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from app import migrate
from app.accounts import service as accounts
from app.accounts.rules import Role
from app.areas import service as areas
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.config import Settings
from app.core import clock
from app.core.transaction import in_transaction
from app.factory import create_app
from scripts.bench.table import show, verdict

SHOPS: Final = 20_000
BAD_SHARE: Final = 0.01
ROADS: Final = 200
IMPORT_AIM_S: Final = 60.0
LIST_AIM_MS: Final = 100.0
TIMES: Final = 60
SEED: Final = 43
WEST, SOUTH = 113.60, 34.70
ROAD_DEGREES, APART_DEGREES = 0.005, 0.0015
"""Roads of some 450 metres, 165 metres apart."""
HEAD: Final = (
    *(
        "店名",
        "路名",
        "门牌",
        "业态",
        "经度",
        "纬度",
        "沿街长度(米)",
        "进深(米)",
        "统一社会信用代码",
        "责任人",
        "联系电话",
        "状态",
    ),
)
_PASSWORD: Final = "correct horse battery"
_PER_ROAD: Final = SHOPS // ROADS
_SPOILT: Final = ((0, "", "no-name"), (4, "东经", "bad-number"), (8, "123", "bad-credit-code"), (10, "12345", "bad-phone"))
"""Column, what stands there, and why it cannot be used."""
Expected = list[dict[str, Any]]


def measure(folder: Path) -> bool:
    """Prints the figures; whether the aims were kept. The report of the bad rows must be exact."""
    app = _city(folder / "shops")
    client = _signed_in(app)
    content, expected = _table()
    uploaded_s, brought = _timed(lambda: _post(client, "/api/v1/shops/imports?name=shops.xlsx", content))
    if brought["bad"] != expected or brought["good"] != SHOPS - len(expected):
        raise AssertionError("the report of the bad rows is not exact")
    entered_s, entered = _timed(lambda: _post(client, f"/api/v1/shops/imports/{brought['id']}/activation"))
    if entered["new"] != brought["good"]:
        raise AssertionError("not every good row was entered")
    again_s, again = _timed(lambda: _post(client, "/api/v1/shops/imports?name=shops.xlsx", content))
    if again["new"] or again["changed"]:
        raise AssertionError("the same table again would change something")
    whole_s = uploaded_s + entered_s
    rows = [
        [f"table of {SHOPS:,} rows ({len(content) / 1e6:.1f} MB): read and looked at", f"{uploaded_s:.1f} s", "", ""],
        ["entered", f"{entered_s:.1f} s", "", ""],
        ["both", f"{whole_s:.1f} s", f"{IMPORT_AIM_S:.0f} s", verdict(whole_s, IMPORT_AIM_S)],
        ["the same table looked at again", f"{again_s:.1f} s", "", ""],
    ]
    kept = whole_s <= IMPORT_AIM_S
    for name, path in _lists():
        median, slow = _listed(client, path)
        kept = kept and slow <= LIST_AIM_MS
        rows.append(
            [f"list: {name}, median · p95", f"{median:.0f} · {slow:.0f} ms", f"{LIST_AIM_MS:.0f} ms", verdict(slow, LIST_AIM_MS)]
        )
    show(f"A register of {SHOPS:,} shops, {len(expected)} rows of its table bad", ["", "took", "aim", ""], rows)
    return kept


def _lists() -> list[tuple[str, Callable[[int], str]]]:
    def road(turn: int) -> int:
        return turn * 7 % ROADS

    return [
        ("first page", lambda turn: "limit=50"),
        ("a segment", lambda turn: f"segment=410104-000-R{road(turn):03d}-S01&limit=200"),
        ("a street, odd doors", lambda turn: f"street=第{road(turn):03d}路&odd=true"),
        ("a word", lambda turn: f"words=店{turn * 331 % SHOPS:05d}"),
        ("a word nothing has", lambda turn: f"words=没有{turn}"),
        ("closed ones", lambda turn: "status=closed&limit=200"),
    ]


def _listed(client: FlaskClient, path: Callable[[int], str]) -> tuple[float, float]:
    times = sorted(_timed(lambda turn=turn: _get(client, f"/api/v1/shops?{path(turn)}"))[0] for turn in range(TIMES))  # type: ignore[misc]
    return 1_000 * statistics.median(times), 1_000 * times[int(0.95 * TIMES)]


def _city(folder: Path) -> Flask:
    """Streets from west to east, one above the other."""
    app = create_app(Settings.from_env({"SECRET_KEY": "bench-secret-key-0123456789", "DATA_DIR": str(folder)}))
    roads = [_road(number) for number in range(ROADS)]
    with app.app_context():
        migrate.upgrade()
        in_transaction(lambda: accounts.add_person("boss", "Boss", (Role.SUPERVISOR,), _PASSWORD, clock.now()))
        read = features_of({"type": "FeatureCollection", "features": roads}, "roads")
        in_transaction(lambda: areas.import_segments(read, Datum.WGS84, clock.now(), RoadOptions("410104")))
    return app


def _road(number: int) -> dict[str, Any]:
    lat = SOUTH + number * APART_DEGREES
    line = [[WEST, lat], [WEST + ROAD_DEGREES / 2, lat + 0.0001], [WEST + ROAD_DEGREES, lat]]
    code = f"410104-000-R{number:03d}-S01"
    properties = {"code": code, "name": f"第{number:03d}路"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}}


def _table() -> tuple[bytes, Expected]:
    """The workbook, and what has to be told of its bad rows."""
    chance = random.Random(SEED)
    bad = set(chance.sample(range(SHOPS), int(SHOPS * BAD_SHARE)))
    expected: Expected = []
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for place in range(SHOPS):
        cells = _cells(place, chance)
        if place in bad:
            column, text, why = chance.choice(_SPOILT)
            cells[column] = text
            expected.append({"row": place + 2, "column": HEAD[column], "why": why})
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue(), expected


def _cells(place: int, chance: random.Random) -> list[Any]:
    road, shop = divmod(place, _PER_ROAD)
    north = 8e-5 if shop % 2 else -8e-5
    lon = WEST + ROAD_DEGREES * (shop + 0.5) / _PER_ROAD
    lat = SOUTH + road * APART_DEGREES + 0.0001 * (1 - abs(2 * (shop + 0.5) / _PER_ROAD - 1)) + north
    phone = f"13{chance.randrange(10**9):09d}"
    status = "停业" if chance.random() < 0.04 else "营业"
    return [f"店{place:05d}", f"第{road:03d}路", f"{shop + 1} 号", "餐饮", lon, lat, 4, 5, None, "周晓月", phone, status]


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/api/v1/session", json={"username": "boss", "password": _PASSWORD}, headers={"X-App": "1"})
    if answer.status_code != 200:
        raise AssertionError(answer.text)
    return client


def _post(client: FlaskClient, path: str, content: bytes = b"") -> dict[str, Any]:
    answer = client.post(path, data=content, headers={"X-App": "1"})
    if answer.status_code not in (200, 201):
        raise AssertionError(answer.text)
    told: dict[str, Any] = json.loads(answer.data)
    return told


def _get(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(answer.text)
    told: dict[str, Any] = json.loads(answer.data)
    return told


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found
