"""Fills a database with cases as a city has them after four years, in bulk: the same rows on SQLite and PostgreSQL.

A few ten thousand are still open; categories, segments, units and words are as unevenly spread as real ones.
"""

from __future__ import annotations

import json
import random
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask
from sqlalchemy import Table, text

from app.assessment.models import CaseTally, FigureMonth
from app.assessment.summing import sum_months
from app.assessment.tallying import SETTLING
from app.cases.grams import grams_of, number_gram, plain
from app.cases.models import Case, CaseEvent, CaseUnit, Report, ReportPhoto
from app.catalog.queries import catalog, snapshot
from app.core.db import connection, db, table_of
from app.core.transaction import end_reading, in_transaction
from scripts.bench import city
from scripts.bench.derived_rows import derive

YEARS: Final = 4
OPEN_SHARE: Final = 0.02
UNITS: Final = tuple(f"U{number:02d}" for number in range(1, 13))
_SEED: Final = 20261121
_THINGS = "门口 人行道 占用 电动车 摆摊 烧烤 垃圾 堆放 纸箱 树枝 破损 井盖 松动 油污 张贴 墙面 电线杆 阻碍 通行 商户"
_PLACES = "学校 医院 小区 北门 南侧 台阶 玻璃 广告牌 脱落 积水 污水 外溢 施工 围挡 渣土 扬尘 噪声 扰民 公交站 路灯"
WORDS: Final = (*_THINGS.split(), *_PLACES.split())
_SHOP_KINDS: Final = ("超市", "餐馆", "理发店", "五金店", "水果店", "药店")
_PATH: Final = ("filed", "dispatched", "claimed", "disposed", "checking", "checked")
_OPEN_STATES: Final = ("dispatched", "claimed", "claimed", "disposed", "checking", "checked", "rework", "filed")


def fill(app: Flask, count: int, patrols: Sequence[str], until: datetime) -> None:
    """Writes `count` cases of these people's (ids); the last ones were opened right before `until`."""
    with app.app_context():
        tables = [table_of(model) for model in (Case, CaseEvent, CaseUnit, Report, ReportPhoto, CaseTally)]
        for table in tables:
            _indexes(table, make=False)
        grams: dict[str, array[int]] = defaultdict(lambda: array("i"))
        kinds = _kinds()
        end_reading()  # PostgreSQL ends a transaction in which nothing is done for long
        tallies: list[tuple[Any, ...]] = []
        rows = _cases(count, patrols, until, kinds, grams)
        _copy("case_file", _COLUMNS, (_row(row, tallies) for row in rows))
        _copy("case_tally", _TALLIED, tallies)
        _copy("case_word", ("gram", "case_id"), ((gram, number) for gram in sorted(grams) for number in grams[gram]))
        in_transaction(derive)
        for table in tables:
            _indexes(table, make=True)
        _analyse()
        months = {day // 100 for row in tallies for day in row[_TALLIED.index("filed_day") : _TALLIED.index("due_at")] if day}
        long_ago = until - timedelta(days=1)
        in_transaction(
            lambda: db.session.add_all(FigureMonth(month=one, state=SETTLING, since=long_ago) for one in sorted(months))
        )
        while sum_months():
            pass


_COLUMNS: Final = (
    *("id", "case_no", "report_id", "author_id", "state", "category_slug", "category", "limits", "segment_code"),
    *("segment_name", "cell_code", "area_version", "flags", "lon", "lat", "words", "opened_at", "closed_at", "rev"),
    *("unit_code", "urgent", "origin", "campaign", "dispatched_at", "claimed_at", "disposed_at", "checked_at", "due_at"),
    *("warn_at", "paused_at", "rework_count", "return_count", "extension_count", "dispatch_count", "supervised", "whistled"),
    *("on_time", "recurs_of"),
)


_TALLIED: Final = tuple(column.name for column in table_of(CaseTally).columns)


def _row(row: dict[str, Any], tallies: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The case as a row; what figures count of it is put beside."""
    days = {name: _day(row[f"{name}_at"]) for name in ("dispatched", "due", "disposed", "checked")}
    tally = {
        **{name: row[name] for name in ("rev", "unit_code", "segment_code", "cell_code", "category_slug", "due_at", "on_time")},
        **{f"{name}_day": day for name, day in days.items()},
        "case_id": row["id"],
        "street": row["cell_code"][:9],
        "filed_day": _day(row["opened_at"]),
        "closed": row["state"] == "closed",
        "voided": row["state"] == "voided",
        "suspended": row["state"] == "suspended",
        "on_spot": row["state"] == "closed" and row["dispatched_at"] is None,
        "public": row["origin"] in ("hotline", "public-account"),
        "recurs": False,
        "reworked": row["rework_count"] > 0,
        "filed_in_time": True if days["dispatched"] else None,
        "dispatched_in_time": row["id"] % 20 > 0 if days["dispatched"] else None,
        "closed_in_time": row["id"] % 10 > 0 if days["checked"] else None,
        "dispatches": row["dispatch_count"],
        "checks": int(days["checked"] is not None),
        "checks_in_time": int(days["checked"] is not None and row["id"] % 9 > 0),
    }
    tallies.append(tuple(tally[name] for name in _TALLIED))
    return tuple(row[name] for name in _COLUMNS)


@dataclass(frozen=True)
class _Kind:
    """A category as cases keep it, as JSON, with the names it is searched by."""

    slug: str
    snapshot: str
    limits: str
    names: str
    urgent: bool


def _kinds() -> list[_Kind]:
    """The categories of the catalogue, the frequent ones first."""
    found = []
    for entry in catalog().entries:
        kept = snapshot(entry.slug, None) or {}
        limits = _json(kept.pop("limits"))
        found.append(_Kind(entry.slug, _json(kept), limits, f"{entry.name_zh}\n{entry.name_en}", entry.urgency == "urgent"))
    return found


def _cases(
    count: int, patrols: Sequence[str], until: datetime, kinds: Sequence[_Kind], grams: dict[str, array[int]]
) -> Iterator[dict[str, Any]]:
    chance = random.Random(_SEED)
    segments, cells = city.segments(city.SMALL), [code for code, _ in city.cells(city.SMALL)]
    shops = ["".join(chr(chance.randrange(0x4E00, 0x8E00)) for _ in range(2)) + chance.choice(_SHOP_KINDS) for _ in range(5_000)]
    step, series = timedelta(days=365 * YEARS) / count, Counter[str]()
    for number in range(1, count + 1):
        opened = until - step * (count - number + 1)
        day = (opened + timedelta(hours=8)).strftime("%Y%m%d")
        series[day] += 1
        at = min(int(chance.paretovariate(0.7)) - 1, len(kinds) - 1)
        code, name, _ = segments[int(len(segments) * chance.random() ** 1.5)]
        unit = at % len(UNITS) if chance.random() < 0.9 else chance.randrange(len(UNITS))
        note = "".join(chance.choices(WORDS, k=chance.randrange(9)))
        shop = chance.choice(shops) if chance.random() < 0.4 else ""
        parts = (kinds[at].names, code, name, shop, note, f"\x1f第{unit + 1}处置队")
        row = {
            "id": number,
            "case_no": f"410104{day}{series[day]:05d}",
            "report_id": f"00000000-0000-7000-8000-{number:012d}",
            "author_id": chance.choice(patrols),
            "category_slug": kinds[at].slug,
            "category": kinds[at].snapshot,
            "limits": kinds[at].limits,
            "segment_code": code,
            "segment_name": name,
            "cell_code": chance.choice(cells),
            "words": plain("\n".join(part for part in parts if part)),
            "unit_code": UNITS[unit],
            "urgent": kinds[at].urgent,
            **_CONSTANT,
            **_life(chance, opened, until, still_open=number > count * (1 - OPEN_SHARE)),
        }
        for gram in (*grams_of(str(row["words"])), number_gram(str(row["case_no"]))):
            grams[gram].append(number)
        yield row


_CONSTANT: Final = {
    **{"area_version": 1, "flags": "[]", "lon": 113.6, "lat": 34.7, "rev": 6, "paused_at": None, "whistled": 0},
    **{"return_count": 0, "recurs_of": None},
}


def _life(chance: random.Random, opened: datetime, until: datetime, *, still_open: bool) -> dict[str, Any]:
    """What became of a case: most are solved in some hours, some late, some after rework, one in fifty is still open."""
    limit = timedelta(hours=chance.choice((4, 8, 24, 24, 72, 120)))
    dispatched = opened + timedelta(minutes=chance.uniform(2, 40))
    took = limit * chance.uniform(0.1, 1.15)
    solved = dispatched + took
    on_time = took <= limit
    spot, voided, waits = (chance.random() < share for share in (0.25, 0.01, 0.002))
    state = "voided" if voided else "closed"
    if still_open or waits:
        state = "suspended" if waits else chance.choice(_OPEN_STATES)
    closed = state in ("closed", "voided")
    reached = ("filed", "dispatched", "claimed", "disposed", "checking", "checked").index(state) if state in _PATH else 6
    at_unit = not (spot and closed)
    return {
        "state": state,
        "opened_at": _text(opened),
        "closed_at": _text(solved + timedelta(hours=2)) if closed else None,
        "dispatched_at": _text(dispatched) if at_unit and reached > 0 else None,
        "claimed_at": _text(dispatched + timedelta(minutes=20)) if at_unit and reached > 1 else None,
        "disposed_at": _text(solved) if at_unit and reached > 2 else None,
        "checked_at": _text(solved + timedelta(hours=1)) if at_unit and reached > 4 else None,
        "due_at": _text(dispatched + limit) if at_unit and reached > 0 else None,
        "warn_at": _text(dispatched + limit * 0.8) if at_unit and reached > 0 else None,
        "rework_count": int(at_unit and chance.random() < 0.06),
        "extension_count": int(at_unit and chance.random() < 0.03),
        "dispatch_count": (1 + int(chance.random() < 0.05)) if at_unit and reached > 0 else 0,
        "supervised": int(not closed and chance.random() < 0.05),
        "on_time": on_time if at_unit and closed and not voided else None,
        "origin": chance.choice(("patrol",) * 17 + ("hotline", "public-account", "leader")),
        "campaign": f"campaign-{chance.randrange(20):02d}" if chance.random() < 0.02 else None,
    }


def _indexes(table: Table, *, make: bool) -> None:
    """Without them rows go in several times as fast."""

    def change() -> None:
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            (index.create if make else index.drop)(connection())

    in_transaction(change)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as database, database:
            database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with db.engine.connect() as connected, connected.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what they refer to comes later
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connected.connection.commit()


def _analyse() -> None:
    """As both databases do by themselves in time."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
        connected.execute(text("ANALYZE" if connected.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _day(told: str | None) -> int | None:
    """yyyymmdd of a moment as it is written; the bench's city lives by UTC."""
    return int(told[:10].replace("-", "")) if told else None


def _text(at: datetime) -> str:
    """As SQLite keeps times and PostgreSQL reads them."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
