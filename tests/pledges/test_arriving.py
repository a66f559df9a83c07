"""Pledges and refusals come as reports do: once, whatever is odd about them, and never into the inbox or the figures."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.core import clock
from app.core.db import db
from app.pledges.models import Pledge, PledgeRefusal, ShopStanding
from tests.conftest import Phone, SignIn
from tests.pledges.signing import FRONT, OFFICE, PAPER, SHOP, STROKES, document, read, refusing, shop, sign, signing
from tests.reports.city import MAIN
from tests.reports.sending import manifest, named, sealed, send, sha256

Said = dict[str, Any]


def ledger(desk: Phone, **wanted: Any) -> list[Said]:
    return list(desk.get("/api/v1/pledges", query_string=wanted).json["items"])


def test_a_pledge_signed_at_a_shop_is_in_the_ledger_and_in_no_inbox_and_no_figure(boss: Phone, li: Phone, shop_id: str) -> None:
    pledge_id = sign(li, shop_id)
    pledge = read(boss, pledge_id)
    assert (pledge["state"], pledge["standing"], pledge["doubts"], pledge["number"]) == ("signed", "signed", [], None)
    assert pledge["signer"] == {"name": "王**", "capacity": "owner", "phone": "138****1234"}
    assert [item["code"] for item in pledge["content"]["items"]][:2] == ["cleanliness", "greening"]
    assert (pledge["photos"], pledge["officer"]["id"]) == ({"front": [sha256(FRONT)], "paper": []}, li.person_id)
    assert [one["id"] for one in ledger(boss)] == [pledge_id]
    assert boss.get("/api/v1/reports").json["items"] == []
    told = boss.get(f"/api/v1/reports/{pledge_id}").json
    assert (told["status"], told["reply_to"]["shop_id"], told["reply_outcome"]["made"]) == ("accepted", shop_id, True)
    said = {"id": shop_id, "pledge_id": pledge_id, "scheme": "pingcheng", "standing": "signed"}
    kept = {**said, "valid_to": None, "resign_by": None, "refused": False}
    kit = li.get("/api/v1/pledges/kit").json
    assert kit["shops"] == [{**kept, "breaches_open": 0, "breaches_this_year": 0}]
    assert kit["streets"] == {MAIN: {"unit_code": OFFICE, "name": "望河街道办事处", "phone": "0371-5550031"}}


def test_the_document_is_known_by_the_hash_of_its_canonical_form_and_kept_sealed(app: Flask, li: Phone, shop_id: str) -> None:
    report = signing(li, shop_id)
    assert send(li, report).status_code == 202
    with app.app_context():
        row = db.session.scalars(select(Pledge)).one()
        assert row.document_sha256 == hashlib.sha256(rfc8785.dumps(report["pledge"])).hexdigest()
        kept = db.session.scalars(select(Report)).one()
        for data in (row.document, row.signer, kept.manifest):
            assert not any(one in data for one in ("王小禾".encode(), b"13800001234", b"strokes"))
        assert kept.sealed


def test_the_same_bytes_again_are_the_same_pledge(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    body = sealed(report := signing(li, shop_id))
    for _ in range(3):
        assert send(li, body, report["report_id"]).status_code == 202
    assert send(li, sealed({**report, "note": "x"}), report["report_id"]).status_code == 409
    with app.app_context():
        assert len(db.session.scalars(select(Pledge)).all()) == 1
    assert [one["kind"] for one in read(boss, report["report_id"])["events"]] == ["signed"]


def test_a_refusal_names_two_numbers_and_a_photo_and_nobody(app: Flask, li: Phone, shop_id: str) -> None:
    report = refusing(li, shop_id, refusal={"reason": "问房东 13800001234", "officers": ["XJ-017", "XJ-021", "XJ-099"]})
    assert send(li, report).status_code == 202
    with app.app_context():
        row = db.session.scalars(select(PledgeRefusal)).one()
        assert (row.officers, row.photo, row.doubts) == (["XJ-017", "XJ-021"], sha256(PAPER), [])
        assert row.reason == "问房东 138****1234"
    assert [(one["standing"], one["refused"]) for one in li.get("/api/v1/pledges/kit").json["shops"]] == [(None, True)]
    sign(li, shop_id)
    assert [one["refused"] for one in li.get("/api/v1/pledges/kit").json["shops"]] == [False]


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ({"refusal": None}, ["officers-missing", "reason-missing"]),
        ({"refusal": {"reason": "不签", "officers": ["XJ-1", "XJ-1"]}}, ["officers-missing"]),
        ({"refusal": [1], "photos": []}, ["photo-missing", "officers-missing", "reason-missing"]),
        ({"refusal": {"reason": 7, "officers": "XJ"}}, ["officers-missing", "reason-missing"]),
    ],
)
def test_an_odd_refusal_is_kept_with_what_is_odd(app: Flask, li: Phone, shop_id: str, said: Said, doubts: list[str]) -> None:
    assert send(li, refusing(li, shop_id, **said)).status_code in {201, 202}
    with app.app_context():
        assert db.session.scalars(select(PledgeRefusal)).one().doubts == doubts


HUGE: Said = {"strokes": [[[1, 1, n] for n in range(3_000)]]}
ODD: tuple[tuple[Said, set[str]], ...] = (
    ({"form": 2}, {"form-unknown"}),
    ({"pledge_id": str(uuid4())}, {"pledge-differs"}),
    ({"shop": {"id": str(uuid4()), **SHOP}}, {"shop-differs"}),
    ({"shop": 7}, {"shop-differs", "unreadable"}),
    ({"scheme": {"code": "nowhere", "version": 1, "name": "x"}}, {"scheme-unknown"}),
    ({"scheme": {"code": "pingcheng", "version": 10**18, "name": "x"}}, {"scheme-unknown", "not-canonical"}),
    ({"items": []}, {"wording-differs"}),
    ({"items": [{"code": "order", "name": 5}]}, {"wording-differs", "unreadable"}),
    ({"items": "all"}, {"wording-differs"}),
    ({"term": {"months": 120}}, {"term-differs"}),
    ({"office": {"unit_code": "elsewhere"}}, {"office-differs"}),
    ({"signer": None}, {"signer-missing"}),
    ({"signer": {"name": "王小禾", "capacity": "passer-by"}}, {"signer-missing", "unreadable"}),
    ({"strokes": []}, {"strokes-missing"}),
    ({"strokes": [[[1, 2]]]}, {"strokes-missing", "strokes-odd"}),
    ({"strokes": [[[1, 2, float("nan")], [3, 4, 5]]]}, {"strokes-missing", "strokes-odd", "not-canonical"}),
    ({"strokes": [[[1e300, 2, 0], [3, 4, 5]]]}, {"strokes-missing", "strokes-odd"}),
    ({"strokes": {"0": 1}}, {"strokes-missing", "strokes-odd"}),
    ({"officer_strokes": [[[5, 5, 5]]]}, {"officer-strokes-missing"}),
    ({"strokes": [[[1, 1, 1], [2, 2, 2]]] * 201}, {"strokes-missing", "strokes-odd"}),
    (HUGE, set()),
    ({"read_aloud": "yes"}, {"not-read-aloud", "unreadable"}),
    ({"signed_at": "yesterday"}, {"time-differs", "unreadable"}),
    ({"signed_at": "2020-01-01T00:00:00Z"}, {"time-differs"}),
    ({"position": {"lon": 999, "lat": 1}}, {"position-missing", "unreadable"}),
    ({"photos": {"front": [sha256(PAPER)], "paper": []}}, {"photo-missing"}),
    ({"photos": {"front": ["x"], "paper": 3}}, {"photo-missing", "unreadable"}),
    ({"officer": {"id": str(uuid4())}}, {"officer-differs"}),
)


@pytest.mark.parametrize(("changed", "doubts"), ODD)
def test_an_odd_document_is_kept_with_what_is_odd(
    li: Phone, boss: Phone, shop_id: str, changed: Said, doubts: set[str]
) -> None:  # fmt: skip
    report = signing(li, shop_id, **changed)
    assert send(li, report).status_code == 202
    pledge = read(boss, report["report_id"])
    assert (set(pledge["doubts"]), pledge["state"]) == (doubts, "signed")
    assert [one["id"] for one in ledger(boss, doubtful="true")] == ([pledge["id"]] if doubts else [])


@pytest.mark.parametrize("pledge", [None, [], "signed", 7, [[["deep"]]]])
def test_without_a_document_there_is_a_pledge_that_says_so(li: Phone, boss: Phone, shop_id: str, pledge: Any) -> None:
    report = signing(li, shop_id, manifest_changed={"pledge": pledge})
    assert send(li, report).status_code == 202
    assert read(boss, report["report_id"])["doubts"] == ["document-missing"]


def test_who_may_not_sign_and_who_was_never_here_is_doubted(li: Phone, boss: Phone, shop_id: str, sign_in: SignIn) -> None:
    unit = sign_in("unit", Role.UNIT)
    assert "not-allowed" in read(boss, sign(unit, shop_id))["doubts"]
    carried = signing(boss, shop_id)
    assert send(li, carried).status_code == 202
    assert "author-unconfirmed" in read(boss, carried["report_id"])["doubts"]


def test_an_unknown_shop_waits_for_a_person_and_makes_no_pledge(app: Flask, li: Phone, boss: Phone, scheme: None) -> None:
    receipt = send(li, signing(li, str(uuid4()))).json
    assert "reply-unknown-shop" in receipt["flags"]
    [waiting] = boss.get("/api/v1/reports").json["items"]
    assert waiting["status"] == "pending"
    with app.app_context():
        assert db.session.scalars(select(Pledge)).all() == []


def test_a_closed_shop_is_a_doubt(app: Flask, li: Phone, boss: Phone, scheme: None) -> None:
    assert read(boss, sign(li, shop(app, closed=True)))["doubts"] == ["shop-closed"]


def test_a_merged_shop_s_pledge_belongs_to_the_one_that_goes_on(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    from app.core.transaction import in_transaction
    from app.shops.models import Shop

    other = shop(app, "禾味粮油店")

    def merge() -> None:
        db.session.get_one(Shop, other).merged_into = shop_id

    with app.app_context():
        in_transaction(merge)
    pledge = read(boss, sign(li, other))
    assert (pledge["shop"]["id"], pledge["doubts"]) == (shop_id, [])


def test_a_correction_takes_the_place_of_what_it_corrects_in_any_order(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    for first_comes_first in (True, False):
        first = signing(li, shop_id)
        second = signing(li, shop_id, manifest_changed={"supersedes": first["report_id"], "device_id": first["device_id"]})
        for report in (first, second) if first_comes_first else (second, first):
            assert send(li, report).status_code in {201, 202}
        old, new = (read(boss, one["report_id"]) for one in (first, second))
        assert (old["standing"], old["superseded_by"], new["standing"]) == ("superseded", new["id"], "signed")
        with app.app_context():
            assert db.session.get_one(ShopStanding, shop_id).pledge_id == new["id"]


def test_a_signing_that_was_a_refusal_is_corrected_to_one(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    first = signing(li, shop_id)
    send(li, first)
    send(li, refusing(li, shop_id, supersedes=first["report_id"]))
    assert read(boss, first["report_id"])["standing"] == "superseded"
    assert [(one["standing"], one["refused"]) for one in li.get("/api/v1/pledges/kit").json["shops"]] == [(None, True)]


def test_nobody_replaces_what_somebody_else_had_signed(li: Phone, boss: Phone, shop_id: str, sign_in: SignIn) -> None:
    first = signing(li, shop_id)
    send(li, first)
    chen = sign_in("chen", Role.PATROL)
    send(chen, signing(chen, shop_id, manifest_changed={"supersedes": first["report_id"]}))
    assert read(boss, first["report_id"])["standing"] == "signed"


def test_a_document_beside_an_ordinary_report_makes_no_pledge_and_is_sealed(app: Flask, li: Phone, shop_id: str) -> None:
    report = manifest(pledge=document(shop_id, str(uuid4()), li), photos=[named(FRONT)])
    assert send(li, report).status_code == 202
    with app.app_context():
        assert db.session.scalars(select(Pledge)).all() == []
        assert db.session.scalars(select(Report)).one().sealed


def test_a_phone_s_wrong_clock_is_corrected(li: Phone, boss: Phone, shop_id: str) -> None:
    slow = clock.now() - timedelta(hours=3)
    said = {"captured_at": clock.isoformat(slow), "clock": {"offset_ms": 3 * 3_600_000, "age_s": 10}}
    report = signing(li, shop_id, manifest_changed=said, signed_at=clock.isoformat(slow))
    send(li, report)
    pledge = read(boss, report["report_id"])
    assert pledge["doubts"] == []
    assert abs(clock.parse(pledge["signed_at"]) - clock.now()) < timedelta(minutes=5)


def test_only_shops_of_the_own_scope_are_read(li: Phone, shop_id: str, sign_in: SignIn) -> None:
    pledge_id = sign(li, shop_id)
    far = sign_in("far", Role.SUPERVISOR, segments=("410104-000-R902-S01",))
    assert far.get(f"/api/v1/pledges/{pledge_id}").status_code == 404
    assert ledger(far) == []
    assert STROKES  # drawn on the sheet only
    assert "strokes" not in li.get(f"/api/v1/pledges/{pledge_id}").text
