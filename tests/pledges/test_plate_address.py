"""The address on plates: nothing is printed before somebody came by it from outside, and it is one that can last."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select

from app.config import BadSettings, Settings
from app.core import clock
from app.core.db import db
from app.pledges.plate_models import PlateAddress
from app.pledges.plate_rules import NONCE_LIVES
from tests.conftest import Phone
from tests.pledges.plating import (
    API,
    LOOPBACK,
    MOBILE,
    PUBLIC,
    begin_check,
    check_address,
    enter_shop,
    lead_elsewhere,
    look,
    print_plates,
)
from tests.test_bad_input import assert_problem


def test_nothing_is_printed_before_somebody_came_by_the_address(app: Flask, boss: Phone) -> None:
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    refused = boss.post(f"{API}/plates", json={"shop_ids": [shop_id]})
    assert_problem(refused, 409, "address-unchecked", "outside")
    nonce = begin_check(boss)
    assert boss.post(f"{API}/plates", json={"shop_ids": [shop_id]}).status_code == 409
    assert look(app, nonce).json == {"passed": True}
    assert boss.get(f"{API}/plate-address").json["seen_from"] == "loopback"
    assert len(print_plates(boss, shop_id)) == 1


def test_this_machine_proves_nothing_about_an_address_on_the_internet(app: Flask, boss: Phone) -> None:
    lead_elsewhere(app)
    nonce = begin_check(boss)
    assert look(app, nonce, LOOPBACK).json == {"passed": False}
    assert boss.get(f"{API}/plate-address").json["checked_at"] is None
    assert look(app, nonce, MOBILE).json == {"passed": True}
    told = boss.get(f"{API}/plate-address").json
    assert (told["address"], told["seen_from"]) == (PUBLIC, "public")
    assert told["checked_at"] is not None


def test_a_look_by_another_name_of_this_server_proves_nothing(app: Flask, boss: Phone) -> None:
    lead_elsewhere(app)
    nonce = begin_check(boss)
    for base in ("https://staff.city.example", "http://plates.city.example", "https://plates.city.example:8443"):
        assert look(app, nonce, MOBILE, base_url=base).status_code == 404
    assert look(app, nonce, MOBILE).json == {"passed": True}


def test_a_check_is_over_after_a_quarter_of_an_hour_and_a_guess_is_none(app: Flask, boss: Phone) -> None:
    nonce = begin_check(boss)
    assert look(app, "A" * 24).status_code == 404
    with clock.stopped_at(clock.now() + NONCE_LIVES):
        assert look(app, nonce).status_code == 404
    with app.app_context():
        kept = db.session.scalars(select(PlateAddress.nonce_sha256)).all()
    assert kept == [hashlib.sha256(nonce.encode()).hexdigest()]


def test_another_address_is_checked_anew(app: Flask, boss: Phone) -> None:
    shop_id = enter_shop(app, "禾家粮油", "12 号")
    check_address(app, boss)
    lead_elsewhere(app)
    assert boss.post(f"{API}/plates", json={"shop_ids": [shop_id]}).status_code == 409


@pytest.mark.parametrize("url", ["http://city.example", "city.example", "https://city.example/p"])
def test_plates_never_carry_an_address_that_could_not_last(settings: Settings, url: str) -> None:
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(settings.data_dir)}
    with pytest.raises(BadSettings, match="PLATE_URL"):
        Settings.from_env({**env, "PLATE_URL": url})


def test_without_a_setting_plates_carry_the_public_address(settings: Settings) -> None:
    env = {"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(settings.data_dir)}
    assert Settings.from_env({**env, "PUBLIC_URL": "https://city.example/"}).plate_url == "https://city.example"
