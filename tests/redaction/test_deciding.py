"""What is hidden is drawn by people, kept with its history, and never forgets who saw what before."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.redaction import rules
from app.redaction.rules import Box
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.photos.clips import CLIPS
from tests.redaction.drawing import FACE, PLATE, a_case, decide, read, street
from tests.reports.sending import manifest, send, send_photo, sha256


def listed(desk: Phone, **wanted: Any) -> list[str]:
    return [one["sha256"] for one in desk.get("/api/v1/redactions", query_string=wanted).json["items"]]


def test_boxes_that_are_taken_away_and_drawn_again_stay_as_history(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    photo = street()
    a_case(li, boss, photo)
    before = read(boss, photo)
    assert (before["state"], before["rev"], before["boxes"], before["detector"]) == ("pending", 0, [], None)
    assert decide(boss, photo, "done", PLATE, FACE).status_code == 200
    assert decide(boss, photo, "done", FACE, rev=1).status_code == 200
    answer = decide(boss, photo, "done", FACE, PLATE, rev=2)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')
    now = read(boss, photo)
    assert sorted(box["kind"] for box in now["boxes"]) == ["face", "plate"]
    assert [(box["kind"], box["undone_at"] is None) for box in now["history"]] == [
        *(("plate", False), ("face", True), ("plate", True)),
    ]
    assert {box["by"]["id"] for box in now["history"]} == {boss.person_id}
    assert last_noted(app) == (boss.person_id, "redacted", "photo", sha256(photo))


def test_whoever_read_an_older_revision_is_told_and_overwrites_nothing(areas: None, li: Phone, boss: Phone) -> None:
    photo = street()
    a_case(li, boss, photo)
    assert decide(boss, photo, "pending", FACE).status_code == 200
    stale = decide(boss, photo, "none-needed")
    assert (stale.status_code, stale.json["rev"]) == (412, 1)
    assert decide(boss, photo, "none-needed", rev=None).status_code == 422
    assert [box["kind"] for box in read(boss, photo)["boxes"]] == ["face"]
    same = decide(boss, photo, "pending", FACE, rev=1)
    assert (same.status_code, same.json["rev"], len(same.json["history"])) == (200, 1, 1)


@pytest.mark.parametrize(
    ("state", "boxes"),
    [
        ("done", []),
        ("none-needed", [PLATE]),
        ("done", [{**PLATE, "width": 0.0001}]),
        ("done", [{**PLATE, "left": 1.0}]),
        ("done", [{**PLATE, "left": "0.5"}]),
        ("done", [{**PLATE, "kind": "blur"}]),
        ("shown", [PLATE]),
    ],
)
def test_what_contradicts_itself_or_hides_nothing_is_refused(
    areas: None, li: Phone, boss: Phone, state: str, boxes: list[dict[str, Any]]
) -> None:
    photo = street()
    a_case(li, boss, photo)
    refused = decide(boss, photo, state, *boxes)
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/invalid-body")
    assert read(boss, photo)["rev"] == 0


def test_a_box_that_reaches_beyond_the_picture_ends_at_its_edge() -> None:
    assert rules.kept(Box(0.9, 0.8, 0.5, 0.5, "face")) == Box(0.9, 0.8, 0.1, 0.2, "face")


def test_only_whoever_may_and_sees_the_photo_decides_about_it(areas: None, li: Phone, boss: Phone, sign_in: SignIn) -> None:
    photo = street()
    a_case(li, boss, photo)
    elsewhere = sign_in("zhao", Role.SUPERVISOR, segments=("S99",))
    for desk, status in ((li, 403), (elsewhere, 404)):
        address = f"/api/v1/photos/{sha256(photo)}"
        assert decide(desk, photo, "none-needed").status_code == status
        assert desk.get(f"{address}/redaction").status_code == status
        assert desk.get(f"{address}/public").status_code == status
        assert desk.post(f"{address}/links", json={}).status_code == status
    assert listed(elsewhere) == []


def test_pictures_of_cases_wait_until_somebody_decides_and_what_is_only_reported_does_not(
    areas: None, li: Phone, boss: Phone
) -> None:
    photos = [street(shade) for shade in (100, 150, 200)]
    case_no = a_case(li, boss, *photos[:2])
    unjudged = manifest(photos[2])
    send(li, unjudged)
    send_photo(li, photos[2])
    waiting = [sha256(one) for one in photos[:2]]
    assert listed(boss) == waiting
    first = boss.get("/api/v1/redactions", query_string={"limit": 1}).json
    rest = boss.get("/api/v1/redactions", query_string={"limit": 1, "cursor": first["cursor"]}).json
    assert [one["sha256"] for one in (*first["items"], *rest["items"])] == waiting
    assert (first["has_more"], rest["has_more"]) == (True, False)
    decide(boss, photos[0], "none-needed")
    assert listed(boss) == waiting[1:]
    assert listed(boss, case_no=case_no) == waiting
    assert decide(boss, photos[0], "pending", rev=1).status_code == 200
    assert listed(boss) == waiting


def test_a_clip_has_no_picture_to_draw_on(areas: None, li: Phone, boss: Phone) -> None:
    a_case(li, boss, CLIPS["video/webm"])
    assert listed(boss) == []
    assert decide(boss, CLIPS["video/webm"], "none-needed").json["type"] == "/problems/illegal-move"
