"""Work chats are spoken to as their documents say: signatures, tokens that are kept, refusals and asking to come again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from app.core.clock import stopped_at
from app.telling.adapters import gov_dingtalk
from app.telling.carrying import Later, Outcome, Parcel, Refused, Taken, Tokens
from app.telling.channels import line_of, reach_now
from app.telling.delivery import carry_now
from app.telling.models import Channel
from tests.telling.other_side import OtherSide, Request, Said, add_channel

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PARCEL = Parcel("id-1", "case-closed", "【巡街】案件 A1 已结案。", "A1", {}, False, "2026-11-20T04:00:00.000Z", "user-7")


def add(kind: str, side: OtherSide, config: dict[str, str], **secrets: str) -> Channel:
    return add_channel(kind, {"url": side.url, **config}, secrets)


def carry(channel: Channel, parcel: Parcel = PARCEL) -> Outcome:
    with stopped_at(NOON):
        return carry_now(parcel, channel.kind, line_of(channel, reach_now()))


def query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.path).query))


def by_path(**answers: Any) -> Callable[[Request], Said]:
    """Answers by the last part of the path."""
    return lambda request: Said(200, answers[urlsplit(request.path).path.rsplit("/", 1)[1]])


def test_a_wecom_robot_gets_a_text_under_its_key(side: OtherSide) -> None:
    side.answer = lambda _request: Said(200, {"errcode": 0, "errmsg": "ok"})
    assert carry(add("wecom-robot", side, {}, key="k&1")) == Taken(arrived=True)
    (request,) = side.requests
    assert urlsplit(request.path).path == "/cgi-bin/webhook/send"
    assert query(request) == {"key": "k&1"}
    assert request.json == {"msgtype": "text", "text": {"content": PARCEL.text}}


def test_a_wecom_app_keeps_its_token_and_asks_for_the_same_only_once(side: OtherSide) -> None:
    side.answer = by_path(
        gettoken={"errcode": 0, "access_token": "tok", "expires_in": 7200}, send={"errcode": 0, "invaliduser": "", "msgid": "m1"}
    )
    channel = add("wecom-app", side, {"corp_id": "c1", "agent_id": "1000002"}, corp_secret="s1")
    assert [carry(channel), carry(channel)] == [Taken("m1"), Taken("m1")]
    token, first, second = side.requests
    assert query(token) == {"corpid": "c1", "corpsecret": "s1"}
    assert query(first) == query(second) == {"access_token": "tok"}
    assert (first.json["touser"], first.json["agentid"], first.json["enable_duplicate_check"]) == ("user-7", 1000002, 1)


@pytest.mark.parametrize(
    ("kind", "config", "secret", "send", "stale"),
    [
        ("wecom-app", {"corp_id": "c", "agent_id": "1"}, "corp_secret", "send", 42001),
        ("dingtalk-app", {"app_key": "a", "agent_id": "1"}, "app_secret", "asyncsend_v2", 40014),
    ],
)
def test_a_token_that_ended_early_is_asked_for_once_more(
    side: OtherSide, kind: str, config: dict[str, str], secret: str, send: str, stale: int
) -> None:
    given = iter(["old", "new"])

    def answer(request: Request) -> Said:
        if "gettoken" in request.path:
            return Said(200, {"errcode": 0, "access_token": next(given), "expires_in": 7200})
        good = query(request)["access_token"] == "new"
        return Said(200, {"errcode": 0, "msgid": "m", "task_id": "m"} if good else {"errcode": stale})

    side.answer = answer
    assert carry(add(kind, side, config, **{secret: "s"})) == Taken("m")
    assert [urlsplit(request.path).path.rsplit("/", 1)[1] for request in side.requests] == ["gettoken", send] * 2


def test_a_wecom_app_says_when_a_person_is_unknown_there(side: OtherSide) -> None:
    side.answer = by_path(
        gettoken={"errcode": 0, "access_token": "t", "expires_in": 7200}, send={"errcode": 0, "invaliduser": "user-7"}
    )
    outcome = carry(add("wecom-app", side, {"corp_id": "c", "agent_id": "1"}, corp_secret="s"))
    assert isinstance(outcome, Refused)
    assert "unknown" in outcome.why


def test_a_dingtalk_robot_signs_its_address(side: OtherSide) -> None:
    side.answer = lambda _request: Said(200, {"errcode": 0})
    assert carry(add("dingtalk-robot", side, {}, access_token="a1", sign="SEC1")) == Taken(arrived=True)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(side.requests[0].path).query).items()}
    stamp = str(int(NOON.timestamp() * 1000))
    expected = base64.b64encode(hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()).decode()
    assert asked == {"access_token": "a1", "timestamp": stamp, "sign": expected}


def test_a_dingtalk_robot_with_key_words_instead_needs_no_sign(side: OtherSide) -> None:
    side.answer = lambda _request: Said(200, {"errcode": 0})
    carry(add("dingtalk-robot", side, {}, access_token="a1"))
    assert query(side.requests[0]) == {"access_token": "a1"}


def test_a_dingtalk_app_sends_a_work_notification(side: OtherSide) -> None:
    side.answer = by_path(
        gettoken={"errcode": 0, "access_token": "t", "expires_in": 7200}, asyncsend_v2={"errcode": 0, "task_id": 8}
    )
    assert carry(add("dingtalk-app", side, {"app_key": "a", "agent_id": "9"}, app_secret="s")) == Taken("8")
    assert side.requests[1].json == {
        "agent_id": "9",
        "userid_list": "user-7",
        "msg": {"msgtype": "text", "text": {"content": PARCEL.text}},
    }


def test_gov_dingtalk_signs_method_time_nonce_path_and_sorted_parameters(side: OtherSide) -> None:
    side.answer = lambda _request: Said(200, {"success": True, "content": {"success": True, "msgId": "g1"}})
    assert carry(add("gov-dingtalk", side, {"app_key": "a", "tenant_id": "1"}, app_secret="s1")) == Taken("g1")
    (request,) = side.requests
    told = dict(parse_qsl(request.body.decode()))
    assert (told["bizMsgId"], told["receiverIds"], request.headers["apikey"]) == ("id-1", "user-7", "a")
    stamp, nonce = request.headers["x-hmac-auth-timestamp"], request.headers["x-hmac-auth-nonce"]
    assert stamp == "2026-11-20T12:00:00.000+08:00"
    parameters = "&".join(f"{name}={told[name]}" for name in ("bizMsgId", "msg", "receiverIds", "tenantId"))
    line = f"POST\n{stamp}\n{nonce}\n{gov_dingtalk.PATH}\n{parameters}"
    expected = base64.b64encode(hmac.new(b"s1", line.encode(), hashlib.sha256).digest()).decode()
    assert request.headers["x-hmac-auth-signature"] == expected


@pytest.mark.parametrize(
    ("kind", "config", "secret", "said", "expected"),
    [
        ("wecom-robot", {}, {"key": "k"}, {"errcode": 93000, "errmsg": "invalid webhook url"}, Refused),
        ("wecom-robot", {}, {"key": "k"}, {"errcode": 45009, "errmsg": "freq"}, Later),
        ("wecom-robot", {}, {"key": "k"}, b"<html>", Refused),
        ("dingtalk-robot", {}, {"access_token": "k"}, {"errcode": 310000, "errmsg": "sign not match"}, Refused),
        ("dingtalk-robot", {}, {"access_token": "k"}, {"errcode": 130101, "errmsg": "too fast"}, Later),
        ("dingtalk-app", {"app_key": "a", "agent_id": "1"}, {"app_secret": "s"}, {"errcode": 40089}, Refused),
        ("wecom-app", {"corp_id": "a", "agent_id": "1"}, {"corp_secret": "s"}, {"errcode": 0}, Refused),
        (
            "gov-dingtalk",
            {"app_key": "a", "tenant_id": "1"},
            {"app_secret": "s"},
            {"success": False, "Code": "Throttling"},
            Later,
        ),
        ("gov-dingtalk", {"app_key": "a", "tenant_id": "1"}, {"app_secret": "s"}, {"success": False}, Refused),
    ],
)
def test_what_a_work_chat_refuses_and_when_it_asks_to_come_again(
    side: OtherSide, kind: str, config: dict[str, str], secret: dict[str, str], said: Any, expected: type[Outcome]
) -> None:
    side.answer = lambda _request: Said(200, said)
    assert isinstance(carry(add(kind, side, config, **secret)), expected)


def test_a_server_that_is_away_is_tried_later_whatever_the_channel(side: OtherSide) -> None:
    side.answer = lambda _request: Said(502)
    assert carry(add("wecom-robot", side, {}, key="k")) == Later("answered 502")


def test_a_token_is_not_used_in_its_last_minute() -> None:
    moment = [0.0]
    tokens = Tokens(frozenset(), frozenset(), lambda: moment[0])
    tokens.keep("c", "s", "t", 120)
    assert tokens.get("c", "s") == "t"
    assert tokens.get("c", "another secret") is None
    moment[0] = 60.0
    assert tokens.get("c", "s") is None
