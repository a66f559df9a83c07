"""What the cases of the bench's city are like: nothing in it is spread evenly, and much of it hangs together.

One unit has half of all cases and one patrol 100,000 of a million; a market has a cell of its own with one in fifty, some
cases lie in no segment or nowhere; notes are made of words of which the first is in every second and the last in few.
"""

from __future__ import annotations

import json
import random
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.cases.grams import grams_of, number_gram, plain
from app.catalog.queries import catalog, snapshot
from scripts.bench import city

YEARS: Final = 4
OPEN_SHARE: Final = 0.02
UNITS: Final = tuple(f"U{number:02d}" for number in range(1, 13))
SEGMENTS: Final = tuple(city.segments(city.SMALL))
STREETS: Final = tuple(f"410104{number:03d}" for number in range(1, 11))
CELLS: Final = tuple(
    f"{street}{community:03d}{number:03d}" for street in STREETS for community in range(1, 11) for number in range(1, 51)
)
"""Ten streets of ten communities of fifty cells."""
_SEED: Final = 20261121
_THINGS = "门口 人行道 占用 电动车 摆摊 烧烤 垃圾 堆放 纸箱 树枝 破损 井盖 松动 油污 张贴 墙面 电线杆 阻碍 通行 商户"
_PLACES = "学校 医院 小区 北门 南侧 台阶 玻璃 广告牌 脱落 积水 污水 外溢 施工 围挡 渣土 扬尘 噪声 扰民 公交站 路灯"
WORDS: Final = (*_THINGS.split(), *_PLACES.split())
_OFTEN: Final = tuple(1 / place for place in range(1, len(WORDS) + 1))
_SHOP_KINDS: Final = ("超市", "餐馆", "理发店", "五金店", "水果店", "药店")
_CHAIN: Final = "沙县小吃"
_PATH: Final = ("filed", "dispatched", "claimed", "disposed", "checking", "checked")
_OPEN_STATES: Final = ("dispatched", "claimed", "claimed", "disposed", "checking", "checked", "rework", "filed")


@dataclass(frozen=True)
class Kind:
    """A category as cases keep it, as JSON, with the names it is searched by."""

    slug: str
    snapshot: str
    limits: str
    names: str
    urgent: bool


def kinds() -> list[Kind]:
    """The categories of the catalogue, the frequent ones first."""
    found = []
    for entry in catalog().entries:
        kept = snapshot(entry.slug, None) or {}
        limits = _json(kept.pop("limits"))
        found.append(Kind(entry.slug, _json(kept), limits, f"{entry.name_zh}\n{entry.name_en}", entry.urgency == "urgent"))
    return found


def cases(
    count: int, patrols: Sequence[str], until: datetime, of: Sequence[Kind], grams: dict[str, array[int]]
) -> Iterator[dict[str, Any]]:
    """The columns of each case, the first one opened first; what each is searched by is put into `grams`."""
    chance = random.Random(_SEED)
    names = ["".join(chr(chance.randrange(0x4E00, 0x8E00)) for _ in range(2)) for _ in range(5_000)]
    shops = [name + chance.choice(_SHOP_KINDS) for name in names]
    step, series = timedelta(days=365 * YEARS) / count, Counter[str]()
    for number in range(1, count + 1):
        opened = until - step * (count - number + 1)
        day = (opened + timedelta(hours=8)).strftime("%Y%m%d")
        series[day] += 1
        at = min(int(chance.paretovariate(0.7)) - 1, len(of) - 1)
        unit = _unit(chance, at)
        place = _place(chance)
        note = "".join(chance.choices(WORDS, _OFTEN, k=chance.randrange(9)))
        shop = _shop(chance, shops)
        parts = (of[at].names, place["segment_code"], place["segment_name"], shop, note, f"\x1f第{unit + 1}处置队")
        row = {
            "id": number,
            "case_no": f"410104{day}{series[day]:05d}",
            "report_id": f"00000000-0000-7000-8000-{number:012d}",
            "author_id": patrols[0] if chance.random() < 0.1 else chance.choice(patrols[1:]),
            "category_slug": of[at].slug,
            "category": of[at].snapshot,
            "limits": of[at].limits,
            "words": plain("\n".join(part for part in parts if part)),
            "unit_code": UNITS[unit],
            "urgent": of[at].urgent,
            **place,
            **_CONSTANT,
            **_life(chance, opened, until, still_open=number > count * (1 - OPEN_SHARE)),
        }
        for gram in (*grams_of(str(row["words"])), number_gram(str(row["case_no"]))):
            grams[gram].append(number)
        yield row


def _unit(chance: random.Random, kind: int) -> int:
    """Mostly whoever has to do with the category; one unit has half of everything."""
    if chance.random() < 0.15:
        return 0
    return kind % len(UNITS) if chance.random() < 0.9 else chance.randrange(len(UNITS))


def _place(chance: random.Random) -> dict[str, Any]:
    code, name, _ = SEGMENTS[int(len(SEGMENTS) * chance.random() ** 1.5)]
    cell = CELLS[0] if chance.random() < 0.02 else CELLS[int(len(CELLS) * chance.random() ** 1.5)]
    beside = chance.random() < 0.1
    nowhere = beside and chance.random() < 0.1
    return {
        "segment_code": None if beside else code,
        "segment_name": None if beside else name,
        "cell_code": None if nowhere else cell,
    }


def _shop(chance: random.Random, shops: Sequence[str]) -> str:
    if chance.random() < 0.02:
        return _CHAIN
    return chance.choice(shops) if chance.random() < 0.4 else ""


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


def _text(at: datetime) -> str:
    """As SQLite keeps times and PostgreSQL reads them."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
