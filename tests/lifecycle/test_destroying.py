"""Evidence whose time is over goes for good, with a record that convinces; what somebody still needs stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.models import CaseEvent
from app.cases.receipts import fault_of
from app.cases.report_models import Deletion, ReportCheck, Verdict
from app.cases.sealing import keyring
from app.core.db import db
from app.lifecycle import job
from app.photos.models import Photo, PhotoLook, PhotoUpload
from app.photos.shelf import shelf
from app.reports.models import Quarantine
from tests.conftest import Phone, SignIn
from tests.lifecycle.city import HALF_A_YEAR, THREE_YEARS, City
from tests.reports.sending import deliver, manifest, photo, send, send_photo, sha256
from tests.reports.settling import dismiss, listed
from tests.review.judging import case_of, judge, kinds
from tests.safekeeping.city import typed


def filed(li: Phone, boss: Phone, *photos: bytes, on_spot: bool = True) -> tuple[str, str]:
    """A report and the number of its case, closed on the spot."""
    report_id = str(deliver(li, note="垃圾一堆", handled_on_spot=on_spot, photos=photos)["report_id"])
    return report_id, str(judge(boss, report_id, "accept").json["case_no"])


def test_what_was_not_filed_goes_after_180_days_and_keeps_what_figures_need(looked_at: str, city: City, li: Phone) -> None:
    before = li.get(f"/api/v1/reports/{looked_at}").json
    assert city.dry_run(timedelta(days=180))[0].startswith("0 reports")
    assert city.apply(timedelta(days=180)) == job.Applied(0, 0, more=False)
    line, sums = city.dry_run(HALF_A_YEAR)
    assert f"report {looked_at}  rule not-filed" in line
    assert sums.startswith("1 reports, 0 refused bodies, 2 photos")
    drawn = [city.ask(lambda shade=shade: shelf().derived.find(sha256(photo(shade)), "thumb")) for shade in (1, 2)]
    assert all(drawn)

    assert city.apply(HALF_A_YEAR) == job.Applied(1, 0, more=False)

    report = city.report(looked_at)
    assert (report.manifest, report.note, report.subject, report.position) == (b"", "", {}, None)
    assert (report.lon, report.lat, report.place_square) == (None, None, None)
    assert city.rows(Photo, PhotoUpload, PhotoLook, ReportCheck) == [0, 0, 0, 0]
    assert city.has(1, 2) == [False, False]
    assert not any(path.exists() for path in drawn if path)
    after = li.get(f"/api/v1/reports/{looked_at}").json
    assert after["deleted"]["rule"] == "not-filed"
    kept = ("id", "status", "author", "captured_at", "received_at", "category", "verdict")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert city.ask(lambda: db.session.scalars(select(Verdict.reason)).one()) == "不属实，问过 139****5678"
    assert after["placement"]["segment"] == before["placement"]["segment"] is not None
    assert (after["placement"]["distance_m"], after["placement"]["candidates"]) == (None, [])
    assert city.damage() == []
    assert city.apply(HALF_A_YEAR) == job.Applied(0, 0, more=False)


def test_the_record_is_signed_listed_and_noted(rejected: str, city: City, sign_in: SignIn, boss: Phone, tmp_path: Path) -> None:
    city.apply(HALF_A_YEAR)
    admin = sign_in("chief", Role.ADMIN)
    [told] = admin.get("/api/v1/deletions").json["items"]
    assert (told["kind"], told["object_id"], told["rule"], told["by"], told["done"]) == (
        *("report", rejected, "not-filed", None, True),
    )
    record = json.loads(told["record"])
    assert [one["sha256"] for one in record["photos"]] == [sha256(photo(1)), sha256(photo(2))]
    assert record["manifest_sha256"] == city.report(rejected).manifest_sha256
    (tmp_path / "record.json").write_text(told["record"])
    assert typed(city.app, "verify-receipt", str(tmp_path / "record.json")) == (0, "valid\n")
    assert city.ask(lambda: fault_of({**record, "at": "2020"}, keyring("receipt"))) is not None
    [entry] = admin.get(f"/api/v1/audit?object=report:{rejected}&limit=1").json["items"]
    assert (entry["action"], entry["facts"]["deletion"]) == ("destroyed", told["id"])
    assert boss.get("/api/v1/deletions").status_code == 403


def test_a_phone_that_still_holds_it_is_told_that_it_is_settled(city: City, li: Phone, boss: Phone, sign_in: SignIn) -> None:
    report = manifest(photo(1), photo(2))
    receipt = send(li, report).json
    send_photo(li, photo(1))  # the second never comes
    judge(boss, report["report_id"], "reject", reason="不属实")
    cursor = li.get("/api/v1/changes").json["cursor"]
    city.apply(HALF_A_YEAR)
    held = {"reports": [{"id": report["report_id"], "manifest_sha256": receipt["manifest_sha256"]}]}
    [line] = li.post("/api/v1/sync/offer", json=held).json["results"]
    assert (line["status"], line["missing"]) == ("complete", [])
    assert "destroyed" in line["receipt"]["flags"]
    again = send(li, report)
    assert (again.status_code, again.json["missing"], again.json["level"]) == (200, [], "text")
    for one in (photo(1), photo(2)):
        refusal = send_photo(li, one)
        assert (refusal.status_code, refusal.json["type"], refusal.json["rule"]) == (410, "/problems/destroyed", "not-filed")
        assert boss.get(f"/api/v1/photos/{sha256(one)}?size=thumb").status_code == 410
        assert li.head(f"/api/v1/photos/{sha256(one)}").status_code == 410
    assert city.rows(Photo) == [0]
    [change] = [one for one in li.get(f"/api/v1/changes?cursor={cursor}").json["changes"] if one["type"] == "report"]
    assert change["body"]["deleted"]["rule"] == "not-filed"
    stranger = sign_in("wang", Role.PATROL)
    assert stranger.get(f"/api/v1/photos/{sha256(photo(1))}?size=thumb").status_code == 404
    assert send_photo(stranger, photo(1)).status_code == 201


def test_a_photo_that_another_report_needs_stays_until_that_one_goes(rejected: str, city: City, li: Phone, boss: Phone) -> None:
    other, _ = filed(li, boss, photo(1))
    city.apply(HALF_A_YEAR)
    assert city.has(1, 2) == [True, False]
    assert boss.get(f"/api/v1/photos/{sha256(photo(1))}?size=thumb").status_code == 200
    assert [one["destroyed"] for one in city.record()["photos"]] == [False, True]
    assert city.damage() == []
    assert city.apply(THREE_YEARS).reports == 1
    assert city.report(other).destroyed_by == "case"
    assert city.has(1) == [False]
    assert city.damage() == []


def test_a_photo_may_come_anew_for_a_report_that_is_new(rejected: str, city: City, li: Phone) -> None:
    city.apply(HALF_A_YEAR)
    deliver(li, photos=(photo(1),))
    assert city.has(1) == [True]
    assert city.damage() == []


def test_a_case_takes_its_duplicates_along_and_a_seal_keeps_all_of_it(city: City, li: Phone, boss: Phone) -> None:
    first, case_no = filed(li, boss, photo(1), on_spot=False)
    again = str(deliver(li, photos=(photo(2),))["report_id"])
    assert judge(boss, again, "duplicate", duplicate_of=first).status_code == 200
    assert city.apply(THREE_YEARS).reports == 0  # it is open
    city.sql("UPDATE case_file SET state = 'closed', closed_at = opened_at")
    assert boss.post(f"/api/v1/cases/{case_no}/hold", json={"reason": "行政复议 13912345678"}).json["held_at"] is not None
    assert city.apply(THREE_YEARS).reports == 0
    assert boss.post(f"/api/v1/cases/{case_no}/release", json={"reason": "已结"}).json["held_at"] is None
    place = case_of(boss, case_no)["position"]
    assert city.apply(THREE_YEARS).reports == 2
    case = case_of(boss, case_no)
    assert kinds(case)[-4:] == ["held", "released", "destroyed", "destroyed"]
    kept = city.ask(lambda: db.session.scalars(select(CaseEvent.reason).where(CaseEvent.kind == "held")).one())
    assert kept == "行政复议 139****5678"
    assert city.damage() == []
    assert case["position"]["lon"] == round(place["lon"], 3) != place["lon"]
    assert boss.get("/api/v1/cases?q=垃圾一堆").json["items"] == []
    assert li.post(f"/api/v1/cases/{case_no}/hold", json={"reason": "x"}).status_code == 403


def test_refused_bytes_go_when_nobody_wanted_them_and_wait_while_nobody_has_looked(city: City, li: Phone, boss: Phone) -> None:
    for note in (b"a", b"b"):
        send(li, b'{"schema": 1, "note": "' + note)
    first, second = (row["id"] for row in listed(boss))
    assert dismiss(boss, first).status_code == 200
    assert city.apply(HALF_A_YEAR) == job.Applied(0, 1, more=False)
    assert boss.get(f"/api/v1/quarantine/{first}").status_code == 410
    assert boss.get(f"/api/v1/quarantine/{second}").status_code == 200
    assert city.rows(Quarantine, Deletion) == [2, 1]
    assert city.damage() == []


def test_by_itself_it_goes_only_when_somebody_switched_that_on(rejected: str, city: City) -> None:
    assert city.ask(job.apply_daily, HALF_A_YEAR) == 0
    assert typed(city.app, "lifecycle", "auto", "on")[0] == 0
    assert city.ask(job.apply_daily, timedelta(days=1)) == 0
    assert city.ask(job.apply_daily, HALF_A_YEAR) == 1
    assert city.ask(job.apply_daily, HALF_A_YEAR) == 0
    assert typed(city.app, "lifecycle", "auto", "off")[0] == 0
    assert city.ask(job.is_on) is False


def test_what_a_refused_body_that_does_not_open_may_name_is_not_destroyed(rejected: str, city: City, li: Phone) -> None:
    send(li, b'{"schema": 1')
    city.sql("UPDATE quarantine SET content = substr(content, 1, 20)")
    typed(city.app, "lifecycle", "auto", "on")
    assert city.ask(job.apply_daily, HALF_A_YEAR) == 0
    assert city.rows(Deletion) == [0]
    assert city.has(1, 2) == [True, True]


def test_a_city_sets_its_own_rules(rejected: str, city: City, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    forever = {"rule": "kept", "for": "not-filed", "keep": None, "categories": ["sl2_out_of_shop"]}
    file.write_text(json.dumps([forever, {"rule": "rest", "for": "not-filed", "keep": {"days": 30}}]))
    code, said = typed(city.app, "lifecycle", "rules", "--set", str(file))
    assert (code, json.loads(said)[0]) == (0, forever)
    assert city.apply(THREE_YEARS).reports == 0
    file.write_text("[]")
    assert typed(city.app, "lifecycle", "rules", "--set", str(file))[0] == 1
