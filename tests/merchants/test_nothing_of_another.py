"""A token or a key of one shop reaches nothing of another, on any route that there is; and no route of the staff.

What is tried follows from the API itself: a route that is added later is tried, too, or the test says what it lacks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.description import operations
from app.merchants.door import GUARD
from tests.conftest import Phone
from tests.merchants.shopping import Page
from tests.reports.sending import photo

NOTHING = "00000000-0000-7000-8000-000000000000"


def routes(app: Flask, guard: str | None) -> Iterator[tuple[str, str]]:
    """Method and path as described of all routes with this guard, None for all that people sign in for."""
    for path, method, _, view in operations(app):
        guarded = getattr(view, "__guard__", None)
        if guarded == guard or (guard is None and guarded not in {GUARD, "public"}):
            yield method, path


def ids_of(page: Page) -> dict[str, str]:
    """What stands in the addresses of a shop's page; a new kind of id belongs here."""
    return {
        "breach_id": page.breach_id, "notice_id": page.notice_id, "pledge_id": page.pledge_id, "sha256": page.pictures[0],
        "shop_id": page.door.shop_id,
    }  # fmt: skip


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)


def body_of(path: str, page: Page) -> dict[str, Any]:
    """A body that would do, for any route of the page."""
    said = {
        "id": str(uuid4()),
        "photos": page.pictures,
        "note": "",
        "text": "不是我的",
        "document": {"pledge_id": page.pledge_id},
    }
    wanted = {"handin": ("id", "photos", "note"), "appeal": ("id", "text"), "renewal": ("document",)}
    return {name: said[name] for name in wanted.get(path.rsplit("/", 1)[-1], ())}


def secrets_of(page: Page) -> list[str]:
    """What only this shop's page may say."""
    return [page.name, page.signer, *ids_of(page).values(), page.door.token]


def asked(page: Page, path: str, body: dict[str, Any]) -> TestResponse:
    return page.door.ask(path.removeprefix("/api/v1/merchant/"), body)


def test_a_key_reaches_nothing_of_the_neighbour_on_any_route(app: Flask, page: Page, neighbour: Page) -> None:
    tried = 0
    for method, path in routes(app, GUARD):
        assert method == "POST"
        if path.endswith("/photos/{sha256}"):
            continue  # brings a photo and shows none: the next test
        address = filled(path, ids_of(neighbour))
        answer = asked(page, address, body_of(path, neighbour))
        if "{" in path:
            assert answer.status_code == 404, f"{path} answered {answer.status_code}"
        told = answer.data.decode("utf-8", "replace")
        assert [secret for secret in secrets_of(neighbour) if secret in told and secret not in address] == [], path
        tried += 1
    assert tried >= 8
    untouched = neighbour.shown()
    assert untouched["breaches"][0]["handins"] == []
    assert untouched["notices"][0]["received_at"] is None


def test_a_photo_of_the_neighbour_is_told_to_nobody_else(page: Page, neighbour: Page) -> None:
    sent = neighbour.send_photo(photo(230))
    empty = page.door.ask(f"photos/{sent}?offset=0&bytes=10", data=b"", content_type="application/octet-stream")
    assert empty.json == {"held": 0, "stored": False}
    assert 400 <= page.hand_in(sent).status_code < 500
    assert page.shown()["breaches"][0]["handins"] == []
    assert page.door.ask(f"photos/{sent}/picture").status_code == 404


def test_a_token_alone_opens_no_route_of_the_page(app: Flask, page: Page) -> None:
    page.door.key = ""
    for _, path in routes(app, GUARD):
        answer = asked(page, filled(path, ids_of(page)), body_of(path, page))
        assert (answer.status_code, answer.json["type"]) == (401, "/problems/not-signed-in"), path


def test_a_key_with_the_neighbours_token_opens_no_route(app: Flask, page: Page, neighbour: Page) -> None:
    page.door.token = neighbour.door.token
    for _, path in routes(app, GUARD):
        if not path.endswith("/photos/{sha256}"):
            assert asked(page, filled(path, ids_of(page)), body_of(path, page)).status_code == 401, path


def test_no_route_of_the_staff_takes_a_key_or_a_token(app: Flask, page: Page) -> None:
    client, tried = Phone(app, use_cookies=False), 0
    headers = {"X-Merchant": page.door.key, "Authorization": f"Bearer {page.door.key}", "Cookie": f"sid={page.door.key}"}
    for method, path in routes(app, None):
        address = re.sub(r"\{\w+\}", NOTHING, path)
        answer = client.open(address, method=method, headers=headers, json={"token": page.door.token})
        assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
        tried += 1
    assert tried > 100


def test_staff_who_are_signed_in_open_no_page_of_a_merchant(app: Flask, page: Page, boss: Phone) -> None:
    for _, path in routes(app, GUARD):
        address = filled(path, ids_of(page))
        answer = boss.post(address, json={"token": page.door.token, **body_of(path, page)})
        assert answer.status_code == 401, path


@pytest.mark.parametrize("public", ["plate", "unlock"])
def test_public_routes_tell_nothing_of_the_shop(page: Page, public: str) -> None:
    answer = page.door.ask(public, {"code": "000000"} if public == "unlock" else {})
    said = json.dumps(answer.json, ensure_ascii=False)
    assert not [secret for secret in secrets_of(page) if secret in said]
