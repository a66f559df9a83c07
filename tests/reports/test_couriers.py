"""Who wrote a report, who brought it, and what replaces what."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, photo, send, send_photo, sha256


@pytest.fixture
def wang(sign_in: SignIn) -> Phone:
    """Another patrol."""
    return sign_in("wang", Role.PATROL)


def test_without_an_author_the_courier_wrote_it(li: Phone) -> None:
    receipt = deliver(li, author_id=None)
    assert not {"courier", "author-unconfirmed"} & set(receipt["flags"])
    assert li.get(f"/api/v1/reports/{receipt['report_id']}").json["author"]["id"] == li.person_id


def test_a_courier_brings_a_report_of_somebody_who_was_signed_in_on_that_phone(li: Phone, wang: Phone) -> None:
    device_id = str(uuid4())
    deliver(li, device_id=device_id)
    receipt = deliver(wang, device_id=device_id, author_id=li.person_id)
    assert "courier" in receipt["flags"]
    assert "author-unconfirmed" not in receipt["flags"]
    assert li.get(f"/api/v1/reports/{receipt['report_id']}").status_code == 200
    assert wang.get(f"/api/v1/reports/{receipt['report_id']}").status_code == 404


@pytest.mark.parametrize("device_id", [None, "01930a00-0000-7000-8000-0000000000ff"])
def test_an_author_who_was_never_on_that_phone_is_unconfirmed(li: Phone, wang: Phone, device_id: str | None) -> None:
    deliver(li, device_id=str(uuid4()))
    receipt = deliver(wang, device_id=device_id, author_id=li.person_id)
    assert {"courier", "author-unconfirmed"} <= set(receipt["flags"])


def test_an_author_nobody_knows_is_taken_unconfirmed(li: Phone, sign_in: SignIn) -> None:
    receipt = deliver(li, author_id="7")
    assert {"courier", "author-unconfirmed"} <= set(receipt["flags"])
    seen = sign_in("boss", Role.SUPERVISOR).get(f"/api/v1/reports/{receipt['report_id']}")
    assert seen.json["author"] is None


def test_signing_in_on_a_phone_confirms_the_author(app: object, add_person: Callable[..., str], wang: Phone) -> None:
    device_id, author_id = str(uuid4()), add_person("zhao", Role.PATROL)
    zhao = Phone(app)
    login = {"username": "zhao", "password": "correct horse battery", "device_id": device_id}
    assert zhao.post("/api/v1/session", json=login).status_code == 200
    receipt = send(wang, manifest(device_id=device_id, author_id=author_id)).json
    assert "courier" in receipt["flags"]
    assert "author-unconfirmed" not in receipt["flags"]


def test_the_next_person_on_the_phone_finishes_what_the_first_began(li: Phone, wang: Phone) -> None:
    report = manifest(photo(1), author_id=li.person_id)
    assert send(li, report).status_code == 202
    assert send(wang, report).status_code == 202
    assert send_photo(wang, photo(1)).status_code == 201
    assert send(wang, report).json["level"] == "photos"


def test_a_courier_without_the_device_finishes_it_too(li: Phone, wang: Phone) -> None:
    report = manifest(photo(1), device_id=None)
    send(li, report)
    send_photo(wang, photo(1))
    assert send(li, report).status_code == 202
    assert send(wang, report).status_code == 200
    assert send(li, report).status_code == 200


def test_a_correction_gives_up_the_photos_of_the_old_report(li: Phone) -> None:
    old = manifest(photo(1), photo(2))
    send(li, old)
    send_photo(li, photo(1))
    new = manifest(photo(1), photo(3), supersedes=old["report_id"])
    assert send(li, new).json["missing"] == [sha256(photo(3))]
    again = send(li, old)
    assert again.status_code == 200
    assert (again.json["level"], again.json["missing"]) == ("text", [])
    assert {"photo-lost", "superseded"} <= set(again.json["flags"])


def test_a_correction_of_a_whole_report_loses_no_photo(li: Phone) -> None:
    old = deliver(li)
    send(li, manifest(supersedes=old["report_id"]))
    flags = li.get(f"/api/v1/reports/{old['report_id']}").json["flags"]
    assert "superseded" in flags
    assert "photo-lost" not in flags


def test_a_correction_that_overtakes_its_original_counts_when_that_arrives(li: Phone) -> None:
    old = manifest(photo(1))
    new = manifest(photo(2), supersedes=old["report_id"])
    send(li, new)
    late = send(li, old)
    assert late.status_code == 201
    assert (late.json["level"], late.json["missing"]) == ("text", [])
    assert {"photo-lost", "superseded"} <= set(late.json["flags"])


def test_nobody_replaces_somebody_elses_report(li: Phone, wang: Phone) -> None:
    old = deliver(li)
    new = send(wang, manifest(supersedes=old["report_id"]))
    assert "correction-not-own" in new.json["flags"]
    assert "superseded" not in li.get(f"/api/v1/reports/{old['report_id']}").json["flags"]


def test_pretending_to_be_the_author_replaces_nothing(li: Phone, wang: Phone) -> None:
    old = manifest(photo(1), device_id=str(uuid4()))
    pretended = manifest(photo(2), supersedes=old["report_id"], author_id=li.person_id, device_id=str(uuid4()))
    assert "author-unconfirmed" in send(wang, pretended).json["flags"]
    assert send(li, old).json["missing"] == [sha256(photo(1))]
    again = manifest(photo(2), supersedes=old["report_id"], author_id=li.person_id, device_id=str(uuid4()))
    assert "correction-not-own" in send(wang, again).json["flags"]
    assert send(li, old).json["missing"] == [sha256(photo(1))]


def test_a_report_does_not_replace_itself(li: Phone) -> None:
    report = manifest(photo(1))
    receipt = send(li, {**report, "supersedes": report["report_id"]})
    assert receipt.json["missing"] == [sha256(photo(1))]
    assert "superseded" not in receipt.json["flags"]


def test_what_was_replaced_no_longer_waits_for_a_verdict(li: Phone, sign_in: SignIn) -> None:
    old = deliver(li)
    new = deliver(li, supersedes=old["report_id"])
    boss = sign_in("boss", Role.SUPERVISOR)
    waiting = boss.get("/api/v1/reports?status=pending").json["items"]
    assert [report["id"] for report in waiting] == [new["report_id"]]
    everything = boss.get("/api/v1/reports").json["items"]
    assert {report["id"]: report["superseded_by"] for report in everything}[old["report_id"]] == new["report_id"]
