"""Pictures of a shop's front: what may be named, who sees them, and what a signing brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.photos.shelf import shelf
from app.safekeeping import orphans
from tests.conftest import Phone
from tests.pledges.signing import FRONT, shop, sign, signing
from tests.reports.sending import named, photo, send, send_photo, sha256

DESK = photo(61)
PREFIX = sha256(DESK)[:2]


def name(desk: Phone, shop_id: str, *names: str) -> Any:
    return desk.patch(f"/api/v1/shops/{shop_id}", json={"photos": list(names)}, headers={"If-Match": "*"})


def read(desk: Phone, shop_id: str) -> dict[str, Any]:
    return dict(desk.get(f"/api/v1/shops/{shop_id}").json)


def test_a_desk_names_only_photos_that_came_from_it_or_that_it_may_see(boss: Phone, li: Phone, shop_id: str) -> None:
    for absent in (sha256(photo(62)), sha256(DESK)):
        answer = name(boss, shop_id, absent)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/photos/0")
        send_photo(li, DESK)  # another's photo that no report names is as unknown as none
    assert read(boss, shop_id)["photos"] == []
    assert send_photo(boss, DESK).status_code in {200, 201}
    assert name(boss, shop_id, sha256(DESK)).json["photos"] == [sha256(DESK)]
    new = {"name": "新店", "point": [113.673, 34.75], "photos": [sha256(photo(62))]}
    assert boss.post("/api/v1/shops", json=new).status_code == 422


def test_a_photo_that_the_shop_has_stays_whoever_changes_the_others(boss: Phone, li: Phone, shop_id: str) -> None:
    send_photo(boss, DESK)
    name(boss, shop_id, sha256(DESK))
    sign(li, shop_id)
    assert read(boss, shop_id)["photos"] == [sha256(FRONT), sha256(DESK)]
    assert name(boss, shop_id, sha256(DESK)).json["photos"] == [sha256(DESK)]


def test_whoever_sees_the_shop_sees_its_front_and_nothing_else_by_that_way(boss: Phone, li: Phone, shop_id: str) -> None:
    send_photo(boss, DESK)
    path = f"/api/v1/shops/{shop_id}/photos/{sha256(DESK)}"
    assert li.get(path).status_code == 404
    name(boss, shop_id, sha256(DESK))
    answer = li.get(path, query_string={"size": "screen"})
    assert (answer.status_code, answer.mimetype, answer.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert li.get(f"/api/v1/photos/{sha256(DESK)}?size=thumb").status_code == 404


def test_the_front_of_a_signed_pledge_is_the_newest_and_told_in_the_history(boss: Phone, li: Phone, shop_id: str) -> None:
    pledge_id = sign(li, shop_id)
    page = read(boss, shop_id)
    assert page["photos"] == [sha256(FRONT)]
    last = page["history"][-1]
    assert (last["kind"], last["by"], last["facts"]) == ("photographed", None, {"pledge_id": pledge_id})


def test_before_its_photo_is_here_a_signing_changes_no_front(boss: Phone, li: Phone, shop_id: str) -> None:
    send(li, signing(li, shop_id))
    assert read(boss, shop_id)["photos"] == []
    send_photo(li, FRONT)
    assert read(boss, shop_id)["photos"] == [sha256(FRONT)]


def test_a_pledge_that_came_late_does_not_push_a_newer_front_back(boss: Phone, li: Phone, shop_id: str) -> None:
    sign(li, shop_id)
    old = photo(63)
    with clock.stopped_at(clock.now() - timedelta(days=3)):
        changed = {"photos": [named(old)]}
        send(li, signing(li, shop_id, manifest_changed=changed, photos={"front": [sha256(old)], "paper": []}))
        send_photo(li, old)
    assert read(boss, shop_id)["photos"] == [sha256(FRONT)]


def test_a_doubtful_signing_shows_no_front(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    sign(li, shop_id, shop={"id": shop(app, "别家"), "name": "别家"})
    assert read(boss, shop_id)["photos"] == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_front_is_never_collected_as_unneeded(app: Flask, boss: Phone, shop_id: str, kept: bool) -> None:
    send_photo(boss, DESK)
    if kept:
        name(boss, shop_id, sha256(DESK))
    with app.app_context(), clock.stopped_at(clock.now() + timedelta(days=15)):
        taken = orphans.collect_part(PREFIX, clock.now())
        assert (taken, shelf().store.has(sha256(DESK))) == ((0, True) if kept else (1, False))
