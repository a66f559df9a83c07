"""The log and its daily roots over HTTP: for admins, in pages, and each line hashes to what stands beside it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from app.accounts.rules import Role
from app.audit.rules import Action, Who
from app.audit.service import note
from app.core import clock
from app.core.transaction import in_transaction
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver

NOON = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


def test_only_admins_read_the_log(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    for path in ("/api/v1/audit", "/api/v1/audit/roots"):
        assert li.get(path).status_code == boss.get(path).status_code == 403
        assert sign_in("root", Role.ADMIN).get(path).status_code == 200


def test_the_log_is_read_in_pages_and_every_line_can_be_hashed(areas: None, li: Phone, sign_in: SignIn) -> None:
    deliver(li)
    admin = sign_in("root", Role.ADMIN)
    read, cursor = [], ""
    while cursor is not None:
        page = admin.get(f"/api/v1/audit?limit=2&cursor={cursor}" if cursor else "/api/v1/audit?limit=2").json
        read += page["items"]
        cursor = page["cursor"]
    assert [entry["seq"] for entry in read] == list(range(len(read), 0, -1))
    assert all(hashlib.sha256(entry["line"].encode()).hexdigest() == entry["hash"] for entry in read)


def test_what_was_done_to_one_object_is_found(areas: None, li: Phone, sign_in: SignIn) -> None:
    report_id = deliver(li)["report_id"]
    found = sign_in("root", Role.ADMIN).get(f"/api/v1/audit?object=report:{report_id}").json["items"]
    assert [(entry["action"], entry["object_id"]) for entry in found] == [("report-filed", report_id)]


def test_what_one_person_did_and_what_was_done_of_one_kind_is_found(areas: None, li: Phone, sign_in: SignIn) -> None:
    deliver(li)
    admin = sign_in("root", Role.ADMIN)
    for person in (li.person_id, "li"):
        page = admin.get(f"/api/v1/audit?person={person}").json
        assert {entry["actor_id"] for entry in page["items"]} == {li.person_id}
        assert {"login", "report-filed", "photo-stored"} == {entry["action"] for entry in page["items"]}
        assert page["people"] == {li.person_id: "li"}
    page = admin.get("/api/v1/audit?action=person-added").json
    assert {page["people"][entry["object_id"]] for entry in page["items"]} == {"li", "root"}
    assert admin.get("/api/v1/audit?person=li&action=person-added").json["items"] == []
    assert admin.get("/api/v1/audit?person=nobody").json["items"] == []


def keep_roots_at(app: Flask, folder: Path, now: datetime) -> list[str]:
    with clock.stopped_at(now):
        result = app.test_cli_runner().invoke(args=["audit", "keep-roots"], env={"AUDIT_ROOTS_DIR": str(folder)})
    assert result.exit_code == 0, result.output
    return [Path(line).name for line in result.output.splitlines()[:-1]]


def test_each_day_of_the_city_has_one_root_which_is_kept_elsewhere_once_it_is_over(
    app: Flask, sign_in: SignIn, tmp_path: Path
) -> None:
    with app.app_context():
        for hours in (0, 1, 13, 30):
            with clock.stopped_at(NOON + timedelta(hours=hours)):
                in_transaction(lambda: note(Action.LOGIN, "person", "1", by=Who("1", None)))
    admin = sign_in("root", Role.ADMIN)
    first = admin.get("/api/v1/audit/roots?limit=3").json
    days = [(root["day"], root["first"], root["last"]) for root in first["items"]]
    assert days[1:] == [("2026-11-02", 3, 4), ("2026-11-01", 1, 2)]
    assert (first["has_more"], first["cursor"]) == (False, None)
    kept = keep_roots_at(app, tmp_path, NOON + timedelta(days=1, hours=12, minutes=59))
    assert kept == ["root-2026-11-01.json"], "the second day may still be written to"
    assert keep_roots_at(app, tmp_path, NOON + timedelta(days=9)) == ["root-2026-11-02.json"]
    assert keep_roots_at(app, tmp_path, NOON + timedelta(days=9)) == []
    files = [str(path) for path in tmp_path.glob("root-*.json")]
    checked = app.test_cli_runner().invoke(args=["audit", "check-root", *files])
    assert (checked.exit_code, checked.output.count("\tvalid")) == (0, 2)
    absent = app.test_cli_runner().invoke(args=["audit", "keep-roots", str(tmp_path / "not-mounted")])
    assert (absent.exit_code, "cannot be written" in absent.output) == (1, True)
    page = admin.get("/api/v1/audit/roots?limit=2").json
    rest = admin.get(f"/api/v1/audit/roots?limit=2&cursor={page['cursor']}").json
    assert [root["day"] for root in page["items"] + rest["items"]] == [root["day"] for root in first["items"]]
