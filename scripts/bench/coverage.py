"""How long the page of signed shares takes with twenty thousand shops, asked through the app as a browser does."""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import insert, text

from app.accounts import service as accounts
from app.accounts.rules import Role
from app.config import Settings
from app.core import clock
from app.core.days import city_day
from app.core.db import POSTGRESQL, db, table_of
from app.core.facts import new_epoch
from app.core.transaction import in_transaction
from app.factory import create_app
from app.pledges.coverage import By
from app.pledges.models import ShopStanding
from app.pledges.rules import State
from app.shops.models import Shop
from app.shops.rules import place_key
from scripts.bench.table import show, verdict
from tests.databases import binaries, cluster

SHOPS: Final = 20_000
SEGMENTS, OFFICES, ROADS = 800, 8, 80
ASKED: Final = 60
AIM_MS: Final = 100.0
_SIGNED, _CLOSED = 0.75, 0.06
_PASSWORD: Final = "bench password 1"


def measure(folder: Path) -> bool:
    """Prints a table for each database that is here; whether the aim was kept."""
    kept = _measured("SQLite", folder / "coverage", {})
    if binaries() is None:
        print("\nSigned shares on PostgreSQL: no PostgreSQL here, not measured")
        return kept
    with cluster() as running:
        return _measured("PostgreSQL", folder / "coverage-pg", {"DATABASE_URL": running.url(running.create())}) and kept


def _measured(name: str, folder: Path, env: dict[str, str]) -> bool:
    settings = {"SECRET_KEY": "bench-secret-key-0123456789", "DATA_DIR": str(folder), "REQUEST_BUDGET": "1000000", **env}
    app = create_app(Settings.from_env(settings))
    with app.app_context():
        db.create_all()
        in_transaction(_fill)
        in_transaction(lambda: accounts.add_person("desk", "", (Role.SUPERVISOR,), _PASSWORD, clock.now()))
        if db.session.get_bind().dialect.name == POSTGRESQL:
            in_transaction(lambda: db.session.execute(text("ANALYZE")))
        db.session.remove()
    times = {by: list(_asked(app, by)) for by in By}
    rows, kept = [], True
    for by, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        kept = kept and p95 <= AIM_MS
        figures = [f"{value:.0f}" for value in (statistics.median(taken), p95, max(taken))]
        rows.append([f"by {by}", str(ASKED), *figures, f"≤ {AIM_MS:.0f}", verdict(p95, AIM_MS)])
    show(
        f"Signed shares of {SHOPS:,} shops on {name}", ["ms to the answer", "asked", "median", "p95", "longest", "aim", ""], rows
    )
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return kept


def _asked(app: Flask, by: By) -> Iterator[float]:
    """Milliseconds of each answer. Raises AssertionError for anything but the whole table."""
    client = app.test_client()
    headers = {"X-App": "1"}
    assert client.post("/api/v1/session", json={"username": "desk", "password": _PASSWORD}, headers=headers).status_code == 200
    for _ in range(ASKED):
        began = time.perf_counter()
        answer = client.get(f"/api/v1/pledges/coverage?by={by}", headers=headers)
        yield (time.perf_counter() - began) * 1_000
        assert answer.status_code == 200
        assert answer.json["shops"] + answer.json["closed"] == SHOPS


def _fill() -> None:
    new_epoch()
    chance = random.Random("signed shares")
    shops = [_shop(number, chance) for number in range(SHOPS)]
    db.session.execute(insert(table_of(Shop)), shops)
    signed = [_standing(shop["id"], chance) for shop in shops if chance.random() < _SIGNED]
    db.session.execute(insert(table_of(ShopStanding)), signed)


def _shop(number: int, chance: random.Random) -> dict[str, Any]:
    shop_id, road = str(uuid.UUID(int=chance.getrandbits(128))), f"路{number % ROADS}"
    return {
        "id": shop_id, "name": f"店{number}", "door": f"{number % 400} 号", "street": road, "door_number": number % 400,
        "place_key": place_key(road, number % 400, shop_id), "lon": 113.6, "lat": 34.7, "added_at": clock.now(), "rev": 1,
        "segment_code": f"410104-000-R{number % SEGMENTS:03d}-S01", "street_unit": f"street-{number % OFFICES}",
        "status": "closed" if chance.random() < _CLOSED else "open", "contact": chance.randbytes(120), "photos": [],
        "frontage": [[113.6 + corner * 1e-5, 34.7] for corner in range(8)], "praise_consent": False,
    }  # fmt: skip


def _standing(shop_id: str, chance: random.Random) -> dict[str, Any]:
    state = chance.choice((*(State.FILED,) * 8, State.SIGNED, State.CONFIRMED))
    valid_to = city_day(clock.now()) + timedelta(days=chance.randrange(-30, 335))
    return {
        "shop_id": shop_id, "pledge_id": str(uuid.UUID(int=chance.getrandbits(128))), "state": state, "valid_to": valid_to,
        "notice_from": valid_to - timedelta(days=30), "waiting_id": None, "refused_at": None, "number": None,
    }  # fmt: skip
