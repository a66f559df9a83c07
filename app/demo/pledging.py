"""Has shops of the demo city sign their pledges on the patrols' visits, in every standing there is: by the outbox's own way,
confirmed and filed as a desk does. What is there already stays as it is.

Two trials of a month and of two came before the scheme in force: so some have expired, and some do soon.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from app.accounts.rules import Actor
from app.cases import queries as cases
from app.core import clock
from app.core.clock import isoformat
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.demo.people import SUPERVISOR
from app.demo.sealing import CITY, report_id
from app.demo.settling import shop_id
from app.demo.shops import Shop, shops
from app.demo.told import Told
from app.photos import queries as photos
from app.pledges import filing, queries, schemes, service
from app.pledges.models import PledgeScheme
from app.pledges.rules import REFUSE_PLEDGE, SIGN_PLEDGE, How, State
from app.reports import service as reports
from app.roster import queries as roster
from app.shops import queries as shop_queries
from app.shops.sealing import contact_of

CODE, DISTRICT = "pingcheng", "砚溪区"
VERSIONS = ((timedelta(days=365), 1), (timedelta(days=40), 2), (timedelta(days=20), 12))
"""How long before the day of the story each version came into force, and its months; the first ones were trials."""
COURSES = ("filed", "filed", "confirmed", "filed", "signed", "filed", "refused", "filed", "renewed", "terminated")
"""What becomes of the shops visited, in turn."""
REASONS = ("要先问过房东再定", "店里就一个人，说忙过这阵再签", "对门前台阶归谁打扫有不同看法")
AFTER_VISIT, AT_THE_DESK, RENEWED_AFTER = timedelta(minutes=12), timedelta(hours=20), timedelta(days=2)
FRONT_M = 8.0


def let_sign(told: Sequence[Told], people: Mapping[str, Actor], began: datetime, now: datetime) -> int:
    """The shops whose fronts the patrols photographed, each once; how many were asked to sign."""
    in_transaction(lambda: _settle_schemes(began, now))
    asked = 0
    for number, (one, shop) in enumerate(_visits(told, now)):
        _ask(one, shop, COURSES[number % len(COURSES)], people, now)
        asked += 1
    return asked


def _settle_schemes(began: datetime, now: datetime) -> None:
    schemes.make_defaults(began)
    first = schemes.version(CODE, 1)
    if first is None or schemes.version(CODE, 2) is not None:
        return
    said = {**schemes.body(first), "city": DISTRICT, "name": "门前五包（砚溪区）", "active": True}
    for version, (before, months) in enumerate(VERSIONS, start=1):
        since = max(began, now - before)
        schemes.save({**said, "term_months": months, "in_force_from": since}, f'"{version}"', None, began)


def _visits(told: Sequence[Told], now: datetime) -> Iterator[tuple[Told, Shop]]:
    """The first visit to each shop that somebody trades in."""
    seen: set[str] = set()
    for one in sorted(told, key=lambda one: (one.received_at, one.index)):
        shop = one.spot.shop
        if shop is not None and shop.open and shop.key not in seen and one.received_at + RENEWED_AFTER + AT_THE_DESK < now:
            seen.add(shop.key)
            yield one, shop


def _ask(one: Told, shop: Shop, course: str, people: Mapping[str, Actor], now: datetime) -> None:
    at = one.received_at + AFTER_VISIT
    patrol, desk = people[one.author], people[SUPERVISOR]
    if course == "refused":
        said = {"reason": REASONS[one.index % len(REASONS)], "officers": ["XJ-001", "XJ-002"]}
        _send(one, shop, {"verb": REFUSE_PLEDGE}, {"refusal": said}, "refusal", patrol, at)
        return
    _sign(one, shop, course, "pledge", patrol, desk, at)
    if course == "renewed":
        _sign(one, shop, "filed", "renewal", patrol, desk, at + RENEWED_AFTER)


def _sign(one: Told, shop: Shop, course: str, what: str, patrol: Actor, desk: Actor, at: datetime) -> None:
    scheme = next(row for row in schemes.in_force(at) if row.code == CODE)
    pledge_id = str(uuid5(CITY, f"{what} of {shop.key}"))
    document = _document(pledge_id, one, shop, scheme, patrol, at)
    _send(one, shop, {"verb": SIGN_PLEDGE}, {"pledge": document}, what, patrol, at)
    if course == "signed":
        return
    _once(pledge_id, State.SIGNED, at + AT_THE_DESK, lambda then: service.confirm(pledge_id, How.PAPER, desk, then))
    if course == "confirmed":
        return
    then = at + AT_THE_DESK + AFTER_VISIT
    _once(pledge_id, State.CONFIRMED, then, lambda when: filing.file([pledge_id], desk, when))
    if course == "terminated":
        _once(pledge_id, State.FILED, then + AFTER_VISIT, lambda when: service.terminate(pledge_id, "店铺转让", desk, when))


def _once(pledge_id: str, state: State, at: datetime, work: Any) -> None:
    """Unless it was done before, or is not possible: then the story of this pledge ends there."""
    pledge = queries.pledge_by_id(pledge_id)
    if pledge is None or pledge.state != state or pledge.superseded_by is not None:
        return
    with clock.stopped_at(at):
        try:
            in_transaction(lambda: work(at))
        except AppError:
            return


def _send(one: Told, shop: Shop, reply: dict[str, str], said: dict[str, Any], what: str, patrol: Actor, at: datetime) -> None:
    new_id = str(uuid5(CITY, f"{what} of {shop.key}"))
    manifest = {
        "schema": 1, "report_id": new_id, "author_id": patrol.id, "device_id": None, "supersedes": None,
        "captured_at": isoformat(at), "clock": {"offset_ms": 0, "age_s": 60}, "position": _position(shop, at),
        "category": None, "note": "", "photos": [_photo(sha, role) for sha, role in _photos(one, what)],
        "reply_to": {"shop_id": shop_id(shop), **reply}, "client": {"version": "1.0.0"}, **said,
    }  # fmt: skip
    with clock.stopped_at(at):
        reports.receive(json.dumps(manifest, ensure_ascii=False).encode(), UUID(new_id), patrol)


def _document(pledge_id: str, one: Told, shop: Shop, scheme: PledgeScheme, patrol: Actor, at: datetime) -> dict[str, Any]:
    row = shop_queries.shop(shop_id(shop))
    assert row is not None  # it was settled before
    contact, unit = contact_of(row), roster.unit(row.street_unit)
    left, right = _neighbours(shop)
    return {
        "form": 1,
        "pledge_id": pledge_id,
        "scheme": {"code": scheme.code, "version": scheme.version, "name": scheme.name},
        "items": [
            {"code": item["code"], "name": item["name_zh"], "do": item["do_zh"], "dont": item["dont_zh"]} for item in scheme.items
        ],
        "shop": {"id": row.id, "name": row.name, "door": row.door, "segment_code": row.segment_code, "cell_code": row.cell_code},
        "frontage": {"left": left, "right": right, "length_m": FRONT_M, "rule": scheme.frontage_rule},
        "office": {"unit_code": row.street_unit, "name": unit.name if unit else None},
        "term": {"months": scheme.term_months},
        "signer": {
            "name": contact.name if contact and contact.name else "店主", "capacity": "owner",
            "phone": contact.phone if contact else None,
        },
        "officer": {"id": patrol.id, "work_number": patrol.username.upper()},
        "signed_at": isoformat(at),
        "position": _position(shop, at),
        "strokes": _strokes(f"{shop.key} signer"),
        "officer_strokes": _strokes(patrol.username),
        "read_aloud": True,
        "photos": {"front": [sha for sha, role in _photos(one, "pledge") if role == "scene"], "paper": []},
    }  # fmt: skip


def _neighbours(shop: Shop) -> tuple[str, str]:
    """What the ground ends at on either side: the next doors of that side of the road."""
    same = [other for other in shops() if other.road == shop.road and other.number % 2 == shop.number % 2]
    place = same.index(shop)
    before = f"与{same[place - 1].name}相接" if place else "路口"
    after = f"与{same[place + 1].name}相接" if place + 1 < len(same) else "路口"
    return before, after


def _photos(one: Told, what: str) -> list[tuple[str, str]]:
    """A photo of the visit: the front, or for a refusal the notice that was left there."""
    links = cases.links_of([report_id(one.index)]).get(report_id(one.index), [])
    return [(link.sha256, "paper" if what == "refusal" else "scene") for link in links if link.stored][:1]


def _photo(sha256: str, role: str) -> dict[str, Any]:
    row = photos.photo(sha256)
    return {"sha256": sha256, "bytes": row.bytes if row else 0, "mime": "image/jpeg", "role": role, "source": "camera"}


def _position(shop: Shop, at: datetime) -> dict[str, Any]:
    lon, lat = shop.lon_lat
    return {"lon": lon, "lat": lat, "accuracy_m": 6.0, "fixed_at": isoformat(at), "source": "gps", "datum": "wgs84"}


def _strokes(seed: str) -> list[list[list[int]]]:
    """A name as a finger writes it: always the same for the same hand."""
    chance, at_ms = Random(f"{seed} hand"), 0
    strokes = []
    for place in range(8):
        x, y = 120 + place * 95 + chance.randrange(-20, 20), 300 + chance.randrange(0, 320)
        stroke = []
        for _ in range(chance.randrange(5, 11)):
            stroke.append([x, y, at_ms])
            x, y, at_ms = (
                min(980, max(20, x + chance.randrange(-12, 34))),
                min(980, max(20, y + chance.randrange(-34, 60))),
                at_ms + 24,
            )
        strokes.append(stroke)
        at_ms += 160
    return strokes
