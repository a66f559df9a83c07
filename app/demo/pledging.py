"""Has shops of the demo city sign their pledges on the patrols' visits, in every standing there is: by the outbox's own way,
confirmed and filed as a desk does. What is there already stays as it is.

Two trials of a month and of two came before the scheme in force: so some have expired, and some do soon.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.accounts.rules import Actor
from app.cases import queries as cases
from app.core import clock
from app.core.clock import isoformat
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.demo.enrolled import enrol
from app.demo.papers import document_of, position_of
from app.demo.people import SUPERVISOR
from app.demo.sealing import CITY, report_id
from app.demo.settling import shop_id
from app.demo.shops import Shop
from app.demo.told import Told
from app.photos import queries as photos
from app.pledges import filing, queries, schemes, service
from app.pledges.rules import REFUSE_PLEDGE, SIGN_PLEDGE, How, State
from app.reports import service as reports
from app.shops import queries as shop_queries

CODE, DISTRICT = "pingcheng", "砚溪区"
VERSIONS = ((timedelta(days=365), 1), (timedelta(days=40), 2), (timedelta(days=20), 12))
"""How long before the day of the story each version came into force, and its months; the first ones were trials."""
COURSES = ("filed", "filed", "confirmed", "filed", "signed", "filed", "refused", "filed", "renewed", "terminated")
"""What becomes of the shops visited, in turn."""
REASONS = ("要先问过房东再定", "店里就一个人，说忙过这阵再签", "对门前台阶归谁打扫有不同看法")
AFTER_VISIT, AT_THE_DESK, RENEWED_AFTER = timedelta(minutes=12), timedelta(hours=20), timedelta(days=2)


def let_sign(told: Sequence[Told], people: Mapping[str, Actor], began: datetime, now: datetime) -> int:
    """The shops whose fronts the patrols photographed, each once, and before them about half of the others; how many signed or
    were asked to."""
    in_transaction(lambda: _settle_schemes(began, now))
    visits = list(_visits(told, now))
    asked = in_transaction(lambda: enrol({shop.key for _, shop in visits}, people, CODE, now))
    for number, (one, shop) in enumerate(visits):
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
    entry = shop_queries.shop(shop_id(shop))
    assert entry is not None  # it was settled before
    fronts = [sha for sha, role in _photos(one, "pledge") if role == "scene"]
    document = document_of(pledge_id, shop, entry, scheme, at, patrol, fronts)
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
        "captured_at": isoformat(at), "clock": {"offset_ms": 0, "age_s": 60}, "position": position_of(shop, at),
        "category": None, "note": "", "photos": [_photo(sha, role) for sha, role in _photos(one, what)],
        "reply_to": {"shop_id": shop_id(shop), **reply}, "client": {"version": "1.0.0"}, **said,
    }  # fmt: skip
    with clock.stopped_at(at):
        reports.receive(json.dumps(manifest, ensure_ascii=False).encode(), UUID(new_id), patrol)


def _photos(one: Told, what: str) -> list[tuple[str, str]]:
    """A photo of the visit: the front, or for a refusal the notice that was left there."""
    links = cases.links_of([report_id(one.index)]).get(report_id(one.index), [])
    return [(link.sha256, "paper" if what == "refusal" else "scene") for link in links if link.stored][:1]


def _photo(sha256: str, role: str) -> dict[str, Any]:
    row = photos.photo(sha256)
    return {"sha256": sha256, "bytes": row.bytes if row else 0, "mime": "image/jpeg", "role": role, "source": "camera"}
