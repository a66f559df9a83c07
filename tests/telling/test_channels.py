"""Channels on the wire: what has to be set is told, secrets never, a test goes out at once; what got stuck is settled."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import leases
from app.telling.carrying import Refused, Taken
from app.telling.models import Channel, Message
from app.telling.service import tell
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.telling.other_side import OtherSide, Said
from tests.telling.staff import member, unit

API = "/api/v1"


@pytest.fixture
def root(sign_in: SignIn) -> Phone:
    """Who watches messages."""
    return sign_in("root", Role.ADMIN)


def webhook(url: str = "https://gateway.example/hook", **more: Any) -> dict[str, Any]:
    return {"kind": "webhook", "name": "大屏", "config": {"url": url}, "secrets": {"key": "shared"}, **more}


def sms(url: str) -> dict[str, Any]:
    config = {"url": f"{url}/send", "template": "T1"}
    return {"kind": "sms", "name": "短信", "config": config, "secrets": {"token": "t", "callback": "back"}}


def added(root: Phone, body: dict[str, Any]) -> dict[str, Any]:
    answer = root.post(f"{API}/channels", json=body)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_channel_is_set_changed_with_its_revision_and_never_tells_its_secrets(root: Phone) -> None:
    channel = added(root, webhook())
    assert (channel["secrets"], channel["config"]) == (["key"], {"url": "https://gateway.example/hook", "key_id": "1"})
    path = f"{API}/channels/{channel['id']}"
    renamed = root.put(path, json=webhook(name="大屏二", secrets={}), headers={"If-Match": '"1"'})
    assert (renamed.status_code, renamed.json["name"], renamed.json["secrets"], renamed.json["rev"]) == (
        200,
        "大屏二",
        ["key"],
        2,
    )
    assert root.put(path, json=webhook(), headers={"If-Match": '"1"'}).status_code == 412
    assert "shared" not in root.get(f"{API}/channels").text
    assert [one["name"] for one in root.get(f"{API}/channels").json["items"]] == ["大屏二"]


def test_a_new_address_needs_its_secrets_again(root: Phone) -> None:
    channel = added(root, webhook())
    elsewhere = webhook("https://thief.example/", secrets={})
    answer = root.put(f"{API}/channels/{channel['id']}", json=elsewhere, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == ["/secrets/key"]


def test_the_secret_lies_sealed_and_bound_to_its_channel(root: Phone, app: Flask) -> None:
    added(root, webhook())
    with app.app_context():
        sealed = db.session.scalars(select(Channel.secret)).one()
    assert sealed is not None
    assert b"shared" not in sealed


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (webhook(secrets={}), "/secrets/key"),
        (webhook(config={}), "/config/url"),
        (webhook(unit="nowhere"), "/unit"),
        ({**webhook(), "config": {"url": "https://gateway.example", "colour": "red"}}, "/config/colour"),
        ({**webhook(), "kinds": ["case-exploded"]}, "/kinds/0"),
    ],
)
def test_what_is_lacking_or_unknown_is_pointed_at(root: Phone, body: dict[str, Any], pointer: str) -> None:
    answer = root.post(f"{API}/channels", json=body)
    assert answer.status_code == 422
    assert pointer in [one["pointer"] for one in answer.json["errors"]]


@pytest.mark.parametrize("url", ["http://gateway.example/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data"])
def test_no_channel_leads_inside(root: Phone, url: str) -> None:
    assert root.post(f"{API}/channels", json=webhook(url)).status_code == 422


def test_only_who_watches_messages_sees_channels_rules_and_what_is_stuck(li: Phone, boss: Phone) -> None:
    for who in (li, boss):
        for path in ("channels", "telling-rules", "messages/stuck"):
            assert who.get(f"{API}/{path}").status_code == 403


def test_a_test_goes_out_at_once_and_says_what_came_of_it(root: Phone, side: OtherSide) -> None:
    channel = added(root, webhook(f"{side.url}/hook"))
    path = f"{API}/channels/{channel['id']}/try"
    assert root.post(path, json={"to": None}).json == {"ok": True, "why": None, "provider_id": None}
    assert side.requests[0].json["kind"] == "test"
    side.answer = lambda _request: Said(404, b"nothing here")
    assert root.post(path, json={"to": None}).json == {"ok": False, "why": "answered 404: nothing here", "provider_id": None}


def test_a_test_by_text_message_goes_to_a_number_or_to_ones_own(root: Phone, side: OtherSide) -> None:
    path = f"{API}/channels/{added(root, sms(side.url))['id']}/try"
    assert root.post(path, json={"to": None}).status_code == 422
    assert root.post(path, json={"to": "12345"}).status_code == 422
    assert root.post(path, json={"to": "138 1234 5678"}).json["ok"] is True
    assert root.put(f"{API}/my-addresses/sms", json={"address": "13912345678"}).status_code == 200
    assert root.post(path, json={"to": None}).json["ok"] is True
    assert [request.json["to"] for request in side.requests] == ["+8613812345678", "+8613912345678"]


def test_people_say_where_they_are_reached_and_see_it_masked(li: Phone) -> None:
    assert li.put(f"{API}/my-addresses/sms", json={"address": "+86 138-1234-5678"}).status_code == 200
    own = {one["channel_kind"]: one for one in li.get(f"{API}/my-addresses").json["items"]}
    assert own["sms"] == {"channel_kind": "sms", "address": "138****5678", "available": False}
    assert li.put(f"{API}/my-addresses/sms", json={"address": None}).status_code == 200
    assert {one["address"] for one in li.get(f"{API}/my-addresses").json["items"]} == {None}
    assert li.put(f"{API}/my-addresses/webhook", json={"address": "x"}).status_code == 404


def test_rules_are_set_but_the_door_to_this_machine_only_at_the_terminal(root: Phone, app: Flask) -> None:
    rules = {"quiet_from": 1260, "quiet_to": 420, "digest_at": 480, "internal_hosts": ["sms.house"]}
    assert root.put(f"{API}/telling-rules", json={**rules, "allow_local": True}).status_code == 422
    assert root.put(f"{API}/telling-rules", json=rules).json == {**rules, "allow_local": False}
    done = app.test_cli_runner().invoke(args=["telling", "allow-local", "on"])
    assert done.exit_code == 0, done.output
    assert root.get(f"{API}/telling-rules").json == {**rules, "allow_local": True}


def stuck(root: Phone) -> dict[str, Any]:
    return root.get(f"{API}/messages/stuck").json


def test_what_got_stuck_is_tried_again_or_dropped_and_both_are_in_the_log(root: Phone, side: OtherSide, app: Flask) -> None:
    added(root, webhook(side.url))
    for number in ("A1", "A2"):
        in_transaction(lambda number=number: tell(clock.now(), "case-closed", case_no=number, facts={}))
    for lease in in_transaction(lambda: leases.take(clock.now())):
        in_transaction(lambda lease=lease: leases.end(lease, Refused("answered 400"), clock.now()))
    newest, oldest = stuck(root)["items"]
    assert (newest["case_no"], newest["why"], newest["channel_name"], stuck(root)["count"]) == ("A2", "answered 400", "大屏", 2)
    again = root.post(f"{API}/messages/{newest['id']}/again", json={"reason": "地址改好了"})
    dropped = root.post(f"{API}/messages/{oldest['id']}/drop", json={"reason": "已经电话通知"})
    assert (again.json["state"], dropped.json["settled_at"] is not None, stuck(root)["count"]) == ("waiting", True, 0)
    (lease,) = in_transaction(lambda: leases.take(clock.now()))
    assert (lease.message_id, lease.attempts) == (newest["id"], 2)
    assert last_noted(app) == (root.person_id, "message-dropped", "message", oldest["id"])
    assert root.post(f"{API}/messages/{newest['id']}/drop", json={"reason": "x"}).json["settled_at"] is None


def test_a_unit_that_had_nobody_is_told_when_it_has_somebody(root: Phone, ctx: Flask) -> None:
    unit("crew")
    in_transaction(lambda: tell(clock.now(), "case-dispatched", unit_codes=["crew"], case_no="A1", facts={}))
    (one,) = stuck(root)["items"]
    assert one["unit"] == {"code": "crew", "name": "crew 队"}
    path = f"{API}/messages/{one['id']}/again"
    assert root.post(path, json={"reason": "x"}).json["settled_at"] is None
    li = member("li", "crew")
    assert root.post(path, json={"reason": "有人了"}).json["settled_at"] is not None
    db.session.rollback()
    assert [row.person_id for row in db.session.scalars(select(Message).where(Message.state == "delivered"))] == [li]


def test_a_unit_that_the_roster_does_not_know_is_told_by_its_code(root: Phone, ctx: Flask) -> None:
    in_transaction(lambda: tell(clock.now(), "case-dispatched", unit_codes=["nowhere"], case_no="A1", facts={}))
    (one,) = stuck(root)["items"]
    assert one["unit"] == {"code": "nowhere", "name": None}


def test_a_gateway_tells_what_arrived_with_its_token_only(root: Phone, side: OtherSide, app: Flask) -> None:
    channel = added(root, sms(side.url))
    li = member("li", number="+8613812345678")
    for _ in range(2):
        in_transaction(lambda: tell(clock.now(), "case-closed", person_ids=[li], facts={}, urgent=True))
    ids = []
    for number, lease in enumerate(in_transaction(lambda: leases.take(clock.now()))):
        in_transaction(lambda lease=lease, number=number: leases.end(lease, Taken(f"g{number}"), clock.now()))
        ids.append(lease.message_id)
    path, gateway = f"/callbacks/sms/{channel['id']}", app.test_client()
    told = [
        {"id": "g0", "state": "DELIVRD"},
        {"id": ids[1], "state": "UNDELIV", "why": "关机 13812345678"},
        {"id": "?", "state": "0"},
    ]
    assert gateway.post(f"{path}/wrong", json=told).status_code == 404
    assert gateway.post(f"{path}/back", data=b"{").status_code == 400
    assert gateway.post(f"{path}/back", json={"id": "g0", "state": "ENROUTE"}).json == {"noted": 0}
    assert gateway.post(f"{path}/back", json=told).json == {"noted": 2}
    assert gateway.post(f"{path}/back", json={"id": ids[1], "state": "DELIVRD"}).json == {"noted": 1}
    db.session.rollback()
    rows = {row.id: row for row in db.session.scalars(select(Message).where(Message.channel == "sms"))}
    assert [(rows[one].state, rows[one].why) for one in ids] == [("delivered", None), ("failed", "关机 138****5678")]
    assert [one["id"] for one in stuck(root)["items"]] == [ids[1]]
