"""Shops with plates, for tests: entered, checked from outside, printed and read as a phone's camera reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.transaction import in_transaction
from app.shops import service
from app.shops.models import Shop
from app.shops.rules import ShopFacts
from tests.conftest import Phone
from tests.reports import city

API = "/api/v1"
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LOOPBACK, MOBILE = "127.0.0.1", "114.80.12.7"
DOTS_PER_INCH = 200
PUBLIC = "https://plates.city.example"


def enter_shop(app: Flask, name: str, door: str, segment: str = city.MAIN, **more: object) -> str:
    """A shop on a road of the small city; its id."""
    lon, lat = city.ON_MAIN if segment == city.MAIN else city.ON_BACK
    facts = ShopFacts(name=name, door=door, street="东大街", lon=lon, lat=lat, segment_code=segment, **more)  # type: ignore[arg-type]
    with app.app_context():
        return in_transaction(lambda: service.add_shop(facts, AT)).id


def shop_row(app: Flask, shop_id: str) -> Shop:
    """The row of a shop, read anew."""
    with app.app_context():
        return db.session.get_one(Shop, shop_id)


def begin_check(boss: Phone) -> str:
    """Begins a check of the plates' address; the nonce that its page carries."""
    page = boss.post(f"{API}/plate-address/check").json["page"]
    fragment = urlsplit(page).fragment
    assert fragment.startswith("check=")
    return fragment.removeprefix("check=")


def look(app: Flask, nonce: str, address: str = LOOPBACK, **asked: object) -> TestResponse:
    """Somebody opens the check's page from an address."""
    base = asked.pop("base_url", None) or app.extensions["settings"].plate_url
    return Phone(app).post(
        f"{API}/plate-address/seen", json={"nonce": nonce}, base_url=base, environ_overrides={"REMOTE_ADDR": address}, **asked
    )


def check_address(app: Flask, boss: Phone) -> None:
    """The plates' address was opened as it must be before anything is printed."""
    assert look(app, begin_check(boss)).json == {"passed": True}


def print_plates(boss: Phone, *shop_ids: str, **said: object) -> list[str]:
    """Prints plates and reads them; what their codes say, from left to right and top to bottom."""
    answer = boss.post(f"{API}/plates", json={"shop_ids": list(shop_ids), **said})
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/pdf"
    return [text for page in codes_on(answer.data) for text in page]


def codes_on(pdf: bytes) -> list[list[str]]:
    """By page what a camera reads."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=DOTS_PER_INCH / 72).to_pil()
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        pages.append([one.text for one in sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))])
    return pages


def token_in(address: str) -> str:
    """What follows the #."""
    return urlsplit(address).fragment


def plates_of(boss: FlaskClient, shop_id: str) -> list[dict[str, object]]:
    """A shop's plates as lists tell them."""
    items: list[dict[str, object]] = boss.get(f"{API}/shops/{shop_id}/plates").json["items"]
    return items


def lead_elsewhere(app: Flask, plate_url: str = PUBLIC) -> None:
    """Plates carry an address that the internet knows."""
    app.extensions["settings"] = replace(app.extensions["settings"], plate_url=plate_url)
