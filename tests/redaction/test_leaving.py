"""Nothing leaves before somebody decided, what leaves holds nothing of what is hidden, and a link opens only that."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.photos.service import derivative
from app.redaction.pictures import public_picture
from tests.audit.reading import last_noted
from tests.conftest import Phone
from tests.redaction.drawing import FACE, PLATE, a_case, a_link, decide, grey_levels, street
from tests.reports.sending import sha256

PHOTO = street()


@pytest.fixture
def case_no(areas: None, li: Phone, boss: Phone) -> str:
    return a_case(li, boss, PHOTO)


def test_while_nobody_decided_there_is_no_picture_and_no_link(app: Flask, case_no: str, boss: Phone) -> None:
    for state in (None, "pending"):
        if state:
            assert decide(boss, PHOTO, state, PLATE).status_code == 200
        with app.app_context():
            assert public_picture(sha256(PHOTO), "screen") is None
        assert boss.get(f"/api/v1/photos/{sha256(PHOTO)}/public").status_code == 404
        refused = a_link(boss, PHOTO)
        assert (refused.status_code, refused.json["photos"]) == (409, [sha256(PHOTO)])


def test_what_is_hidden_is_gone_from_every_size_and_comes_back_only_with_the_box(app: Flask, case_no: str, boss: Phone) -> None:
    decide(boss, PHOTO, "done", PLATE, FACE)
    for size in ("screen", "thumb"):
        with app.app_context():
            picture = public_picture(sha256(PHOTO), size)
        assert picture is not None
        for box in (PLATE, FACE):
            darkest, lightest = grey_levels(picture, box)
            assert 60 <= darkest <= lightest <= 84
    decide(boss, PHOTO, "done", FACE, rev=1)
    shown = boss.get(f"/api/v1/photos/{sha256(PHOTO)}/public", query_string={"size": "screen"}).data
    darkest, lightest = grey_levels(shown, PLATE)
    assert lightest - darkest > 150
    assert grey_levels(shown, FACE)[0] >= 60


def test_a_picture_drawn_with_other_boxes_is_never_shown_again_even_if_its_file_still_lies_there(
    app: Flask, case_no: str, boss: Phone
) -> None:
    decide(boss, PHOTO, "none-needed")
    with app.app_context():
        open_one = public_picture(sha256(PHOTO), "screen")
        shown = derivative(sha256(PHOTO), "screen")
        assert shown is not None
        lying = [path for path in shown.parent.iterdir() if "covered" in path.name]
        kept = {path: path.read_bytes() for path in lying}
        assert len(kept) == 2
        decide(boss, PHOTO, "done", PLATE, rev=1)
        assert [path for path in lying if path.exists()] == []
        for path, content in kept.items():
            path.write_bytes(content)
        covered = public_picture(sha256(PHOTO), "screen")
    assert covered is not None
    assert covered != open_one
    assert grey_levels(covered, PLATE)[1] <= 84


def link(boss: Phone, **wanted: Any) -> str:
    answer = a_link(boss, PHOTO, **wanted)
    assert answer.status_code == 201, answer.json
    return str(answer.json["url"])


@pytest.fixture
def redacted(case_no: str, boss: Phone) -> None:
    assert decide(boss, PHOTO, "done", PLATE).status_code == 200


def test_a_link_shows_the_redacted_picture_to_a_stranger_and_lets_nothing_run(app: Flask, redacted: None, boss: Phone) -> None:
    url = link(boss)
    assert last_noted(app) == (boss.person_id, "link-made", "photo", sha256(PHOTO))
    answer = app.test_client().get(url)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert grey_levels(answer.data, PLATE)[1] <= 84
    headers = answer.headers
    assert (headers["Content-Security-Policy"], headers["X-Content-Type-Options"]) == ("default-src 'none'; sandbox", "nosniff")
    assert headers["Cache-Control"] == "private, no-store"


def test_a_link_that_expired_or_was_altered_is_like_one_that_never_was(
    app: Flask, redacted: None, boss: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, url = app.test_client(), link(boss, seconds=60)
    other = "0" * 64
    path, _, query = url.partition("?")
    expires = int(query.partition("expires=")[2].partition("&")[0])
    altered = [
        path,
        f"{path}?{query}0",
        f"{path.replace('screen', 'thumb')}?{query}",
        f"{path.replace(sha256(PHOTO), other)}?{query}",
        url.replace(str(expires), str(expires + 1)),
        url.replace("kid=1", "kid=2"),
        url.replace("kid=1", "kid=../receipt-1"),
        url.replace("sig=", "sig=é"),
    ]
    answers = [stranger.get(one) for one in altered]
    now = clock.now()
    assert stranger.get(url).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=61))
    answers.append(stranger.get(url))
    assert {answer.status_code for answer in answers} == {404}
    bodies = [{name: value for name, value in answer.json.items() if name != "request_id"} for answer in answers]
    assert bodies == [bodies[0]] * len(answers)


def test_nobody_gets_a_link_for_longer_than_ten_minutes(redacted: None, boss: Phone) -> None:
    assert a_link(boss, PHOTO, seconds=601).status_code == 422
    answer = a_link(boss, PHOTO)
    left = datetime.fromisoformat(answer.json["expires_at"]) - clock.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


def test_a_link_shows_nothing_any_more_once_the_photo_is_looked_at_again(app: Flask, redacted: None, boss: Phone) -> None:
    url = link(boss)
    assert decide(boss, PHOTO, "pending", PLATE, rev=1).status_code == 200
    assert app.test_client().get(url).status_code == 404


def test_only_one_module_gives_pictures_to_whoever_is_not_signed_in() -> None:
    views = {
        path.relative_to(Path("app").resolve()).as_posix(): path.read_text()
        for path in Path("app").resolve().rglob("*routes.py")
        if "@public" in path.read_text()
    }
    reaching = [name for name, text in views.items() if "app.photos" in text.replace("app.photos.rules", "")]
    assert reaching == []
    assert "redaction/routes.py" in views
