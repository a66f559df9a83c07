"""A shop with a plate, and whoever stands before it with a phone, for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core.db import db
from tests.conftest import Phone
from tests.pledges.plating import API, MOBILE, check_address, enter_shop, print_plates, token_in

ELSEWHERE = "119.6.7.8"
PIECE = f"photos/{'0' * 64}?offset=0&bytes=10"
EMPTY: dict[str, Any] = {"data": b"", "content_type": "application/octet-stream"}
"""Asks how much of a photo is held: the smallest thing that needs a key."""


@dataclass
class Door:
    """A phone without an account before a shop's plate, at an address of its own."""

    app: Flask
    shop_id: str
    token: str
    address: str = MOBILE
    key: str = ""

    def ask(self, path: str, body: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """A request of the page, as it makes them; with the key where it has one."""
        headers = {"X-Merchant": self.key} if self.key else {}
        client = Phone(self.app, use_cookies=False)
        environ = {"REMOTE_ADDR": self.address}
        if "data" not in options:
            said = {"token": self.token, **(body or {})}
            options |= {"data": json.dumps(said), "content_type": "application/json"}
        return client.post(f"{API}/merchant/{path}", headers=headers, environ_overrides=environ, **options)

    def unlock(self, **factor: Any) -> TestResponse:
        """Tries a factor, and keeps the key if it was right."""
        answer = self.ask("unlock", factor)
        if answer.status_code == 200:
            self.key = answer.json["key"]
        return answer


def door_of(app: Flask, boss: Phone, name: str = "禾家粮油", number: str = "12 号", **more: object) -> Door:
    """A shop that has a plate."""
    shop_id = enter_shop(app, name, number, **more)  # type: ignore[arg-type]
    check_address(app, boss)
    (code,) = print_plates(boss, shop_id)
    return Door(app, shop_id, token_in(code))


def told_code(patrol: Phone, shop_id: str) -> str:
    """A code that a patrol tells."""
    answer = patrol.post(f"{API}/shops/{shop_id}/codes")
    assert answer.status_code == 201, answer.text
    return str(answer.json["code"])


def opened_door(app: Flask, boss: Phone, name: str = "禾家粮油", number: str = "12 号") -> Door:
    """A shop whose page is open."""
    door = door_of(app, boss, name, number)
    assert door.unlock(code=told_code(boss, door.shop_id)).status_code == 200
    return door


def rows(app: Flask, model: Any) -> int:
    """How many rows a table has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0
