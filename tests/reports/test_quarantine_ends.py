"""What becomes of a row in quarantine: for the phone, for its photos, and from the command line."""

from __future__ import annotations

from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask

from app.accounts.rules import Role
from app.core.db import db
from app.core.transaction import in_transaction
from app.reports import quarantine
from app.reports.models import Quarantine
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, photo, sealed, send, send_photo, sha256
from tests.reports.settling import broken, conflict, dismiss, file, listed
from tests.reports.test_sync import offered


def photo_names(app: Flask) -> set[str]:
    with app.app_context():
        return quarantine.quarantined_photo_names()


def test_a_phone_hears_what_became_of_it_and_which_photos_are_wanted(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    first, second = conflict(li)
    second = {**second, "photos": manifest(photo(7))["photos"]}
    send(li, second)
    send(li, b"{", str(uuid4()))
    held = (first["report_id"], sha256(sealed(second)))
    [line] = offered(li, held)
    assert (line["status"], line["settled"]) == ("quarantined", None)
    new_id = file(boss, 2, reason="两条都留").json["settled"]["report_id"]
    [line] = offered(li, held)
    assert line["receipt"] is None
    assert line["settled"] == {
        "outcome": "filed",
        "report_id": new_id,
        "missing": [sha256(photo(7))],
        "reason": "两条都留",
    }
    assert send_photo(li, photo(7)).status_code == 201
    assert offered(li, held)[0]["settled"]["missing"] == []
    assert offered(sign_in("wang", Role.PATROL), held)[0]["status"] == "unknown"


def test_a_phone_hears_of_a_repair_under_its_own_id_and_of_a_dismissal(li: Phone, boss: Phone) -> None:
    report, other = manifest(photo(1)), str(uuid4())
    body = broken(report)
    send(li, body, report["report_id"])
    send(li, b"{", other)
    file(boss, 1, sealed(report).decode())
    dismiss(boss, 2, "误触")
    repaired, dismissed = offered(li, (report["report_id"], sha256(body)), (other, sha256(b"{")))
    assert (repaired["status"], repaired["settled"]["report_id"]) == ("quarantined", report["report_id"])
    assert dismissed["settled"] == {"outcome": "dismissed", "report_id": None, "missing": [], "reason": "误触"}


def test_photos_named_in_open_rows_are_known_as_long_as_nobody_settled_them(li: Phone, boss: Phone, app: Flask) -> None:
    report = manifest(photo(1), photo(2))
    send(li, broken(report), report["report_id"])
    send(li, b'{"sha256": "' + b"AB" * 32 + b'", "no name": "' + b"cd" * 33)
    names = {sha256(photo(1)), sha256(photo(2)), "ab" * 32}
    assert photo_names(app) == names
    dismiss(boss, 1)
    assert photo_names(app) == {"ab" * 32}


def test_a_row_that_was_altered_is_noticed(li: Phone, app: Flask) -> None:
    send(li, b"{")
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Quarantine, 1), "sha256", "0" * 64))
    with pytest.raises(InvalidTag):
        photo_names(app)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["quarantine", *words])
    return result.exit_code, result.output


def test_an_operator_lists_shows_and_files(app: Flask, li: Phone) -> None:
    _first, second = conflict(li)
    code, said = run(app, "list")
    assert code == 0
    assert said.startswith("1\t")
    assert "1 in quarantine that nobody has settled." in said
    code, said = run(app, "show", "1")
    assert "second 138****5678" in said
    assert "13812345678" not in said
    code, said = run(app, "file", "1")
    assert (code, said.startswith("Filed as report ")) == (0, True)
    assert run(app, "list")[1] == "0 in quarantine that nobody has settled.\n"
    assert "\tfiled\t" in run(app, "list", "--all")[1]
    code, said = run(app, "file", "7")
    assert (code, said.startswith("Error: ")) == (1, True)
    assert second["report_id"] in run(app, "show", "1")[1]


def test_refiling_files_what_can_be_read_by_now_and_leaves_the_rest_to_people(
    app: Flask, li: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    conflict(li)
    send(li, b"{")
    report = manifest(photo(5))
    with monkeypatch.context() as older:
        older.setattr("app.reports.service.MAX_MANIFEST_BYTES", 10)
        send(li, report)
    code, said = run(app, "refile")
    assert code == 0
    assert "3\tfiled" in said
    assert "1 filed, 2 stay in quarantine." in said
    assert send(li, report).status_code == 202
    assert run(app, "refile")[1].endswith("0 filed, 2 stay in quarantine.\n")


def test_delivered_reports_never_come_near_quarantine(li: Phone, boss: Phone) -> None:
    deliver(li)
    assert listed(boss) == []
