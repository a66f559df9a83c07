"""Schemes: what a city's shops promise, version by version, and what a phone takes along."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.default_schemes import DEFAULTS
from tests.conftest import Phone, SignIn

ADDRESS = "/api/v1/pledge-schemes"


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    """Who sets schemes."""
    return sign_in("root", Role.ADMIN)


def scheme(**changed: Any) -> dict[str, Any]:
    """The first default, in force."""
    return {**DEFAULTS[0], "active": True, **changed}


def test_the_defaults_are_offered_and_none_is_in_force(app: Flask, boss: Phone, li: Phone) -> None:
    with app.app_context():
        assert in_transaction(lambda: schemes.make_defaults(clock.now())) == 3
        assert in_transaction(lambda: schemes.make_defaults(clock.now())) == 0
    told = boss.get(ADDRESS).json["items"]
    assert [(one["code"], one["version"], one["in_force"]) for one in told] == [
        *(("erqi", 1, False), ("pingcheng", 1, False), ("zhengzhou", 1, False)),
    ]
    assert [item["code"] for item in told[1]["items"]] == ["cleanliness", "greening", "lighting", "beautification", "order"]
    assert told[1]["title"] == "平城区门前五包责任书"
    assert all(item["do_en"] and item["dont_en"] for one in told for item in one["items"])
    kit = li.get("/api/v1/pledges/kit").json
    assert (kit["schemes"], kit["streets"], kit["shops"]) == ([], {}, [])


def test_a_new_version_counts_and_the_old_one_stays_what_it_was(app: Flask, admin: Phone, li: Phone) -> None:
    in_chinese = [{name: said for name, said in one.items() if name not in {"do_en", "dont_en"}} for one in DEFAULTS[0]["items"]]
    assert admin.post(ADDRESS, json=scheme(items=in_chinese)).status_code == 201
    stale = admin.post(ADDRESS, json=scheme(city="砚溪区"))
    assert (stale.status_code, stale.json["rev"]) == (412, 1)
    second = admin.post(ADDRESS, json=scheme(city="砚溪区", term_months=24), headers={"If-Match": '"1"'})
    assert (second.status_code, second.json["version"], second.headers["ETag"]) == (201, 2, '"2"')
    [carried] = li.get("/api/v1/pledges/kit").json["schemes"]
    assert (carried["version"], carried["term_months"], carried["title"]) == (2, 24, "砚溪区门前五包责任书")
    with app.app_context():
        first = schemes.version("pingcheng", 1)
        assert first is not None
        assert (first.city, first.term_months) == ("平城区", 12)


def test_a_version_for_later_counts_from_then_on_and_one_put_out_of_use_not_at_all(admin: Phone, li: Phone) -> None:
    admin.post(ADDRESS, json=scheme())
    later = scheme(city="以后区", in_force_from="2099-01-01T00:00:00+08:00")
    assert admin.post(ADDRESS, json=later, headers={"If-Match": '"1"'}).status_code == 201
    assert [one["city"] for one in li.get("/api/v1/pledges/kit").json["schemes"]] == ["平城区"]
    assert admin.post(ADDRESS, json=scheme(active=False), headers={"If-Match": '"2"'}).status_code == 201
    assert li.get("/api/v1/pledges/kit").json["schemes"] == []


ODD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/items", {"items": [DEFAULTS[0]["items"][0]] * 2}),
    ("/items/0/category_slugs", {"items": [{**DEFAULTS[0]["items"][0], "category_slugs": ["no-such"]}]}),
    ("/texts/title", {"texts": {**DEFAULTS[0]["texts"], "title": "{city.__class__}责任书"}}),
    ("/texts/title", {"texts": {**DEFAULTS[0]["texts"], "title": "{city:>999999999}责任书"}}),
    ("/texts/title", {"texts": {**DEFAULTS[0]["texts"], "title": "{city!r}责任书"}}),
    ("/texts/title", {"texts": {**DEFAULTS[0]["texts"], "title": "{}责任书"}}),
    ("/texts/change", {"texts": {**DEFAULTS[0]["texts"], "change": "{days"}}),
    ("", {"name": "\U0001f600"}),
    ("/term_months", {"term_months": 0}),
)


@pytest.mark.parametrize(("pointer", "changed"), ODD)
def test_what_no_paper_could_say_is_refused_where_it_stands(admin: Phone, pointer: str, changed: dict[str, Any]) -> None:
    answer = admin.post(ADDRESS, json=scheme(**changed))
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json.get("errors", [{"pointer": ""}])] == [pointer]


def test_only_whoever_edits_the_catalogue_sets_schemes(boss: Phone, li: Phone, sign_in: SignIn) -> None:
    assert boss.post(ADDRESS, json=scheme()).status_code == 403
    assert li.post(ADDRESS, json=scheme()).status_code == 403
    unit = sign_in("unit", Role.UNIT)
    assert [unit.get(address).status_code for address in (ADDRESS, "/api/v1/pledges/kit")] == [403, 403]


def test_the_kit_is_sent_again_only_when_it_changed(admin: Phone, li: Phone) -> None:
    first = li.get("/api/v1/pledges/kit")
    again = {"If-None-Match": first.headers["ETag"]}
    assert li.get("/api/v1/pledges/kit", headers=again).status_code == 304
    admin.post(ADDRESS, json=scheme())
    assert li.get("/api/v1/pledges/kit", headers=again).status_code == 200
