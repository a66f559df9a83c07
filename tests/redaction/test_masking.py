"""A telephone number is read nowhere but where reading it is logged."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.rules import Role
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.reports.sending import manifest, photo, send, send_photo
from tests.review.judging import judge

NUMBERS = ("13800001111", "13900002222", "13700003333", "13600004444")
NOTE = f"店主 {NUMBERS[0]}"


@pytest.fixture
def told(areas: None, li: Phone, boss: Phone) -> tuple[str, str]:
    """A report with numbers wherever somebody can write, a duplicate of it with one in the reason, and their case."""
    report = manifest(photo(1), note=NOTE, subject={"phone_numbers": [NUMBERS[1]]})
    again = manifest(photo(2))
    for one, picture in ((report, photo(1)), (again, photo(2))):
        send(li, one)
        send_photo(li, picture)
    case_no = judge(boss, report["report_id"], "accept", reason=f"已联系{NUMBERS[2]}").json["case_no"]
    assert judge(boss, again["report_id"], "duplicate", duplicate_of=case_no, reason=f"打{NUMBERS[3]}问过").status_code == 200
    return str(report["report_id"]), str(case_no)


def refused(li: Phone) -> None:
    """Bytes in quarantine, to be dismissed with a number in the reason."""
    assert send(li, b"{}").status_code in {400, 422}


def test_no_list_no_page_and_no_change_tells_a_number(told: tuple[str, str], li: Phone, boss: Phone) -> None:
    report_id, case_no = told
    refused(li)
    row = boss.get("/api/v1/quarantine").json["items"][0]["id"]
    assert boss.post(f"/api/v1/quarantine/{row}/dismiss", json={"reason": f"问过 {NUMBERS[0]}"}).status_code == 200
    addresses = ["reports", f"reports/{report_id}", "cases", f"cases/{case_no}", "changes", "quarantine?state=settled"]
    for desk in (li, boss):
        for address in addresses:
            text = desk.get(f"/api/v1/{address}").get_data(as_text=True)
            assert [number for number in NUMBERS if number in text] == [], address
    assert "139****2222" in boss.get(f"/api/v1/reports/{report_id}").get_data(as_text=True)
    assert "136****4444" in boss.get(f"/api/v1/cases/{case_no}").get_data(as_text=True)
    assert "138****1111" in boss.get("/api/v1/quarantine?state=settled").get_data(as_text=True)


def test_whoever_may_open_originals_reads_them_and_that_is_logged(
    app: Flask, told: tuple[str, str], li: Phone, boss: Phone, sign_in: SignIn
) -> None:
    report_id, case_no = told
    elsewhere = sign_in("zhao", Role.SUPERVISOR, segments=("S99",))
    for address in (f"reports/{report_id}", f"cases/{case_no}"):
        assert li.get(f"/api/v1/{address}/unmasked").status_code == 403
        assert elsewhere.get(f"/api/v1/{address}/unmasked").status_code == 404
    report = boss.get(f"/api/v1/reports/{report_id}/unmasked")
    assert report.json == {"note": NOTE, "phone_numbers": [NUMBERS[1]], "reason": f"已联系{NUMBERS[2]}"}
    assert report.headers["Cache-Control"] == "private, no-store"
    assert last_noted(app) == (boss.person_id, "unmasked-read", "report", report_id)
    assert [reason for reason in boss.get(f"/api/v1/cases/{case_no}/unmasked").json["reasons"] if reason] == [
        f"打{NUMBERS[3]}问过"
    ]
    assert last_noted(app) == (boss.person_id, "unmasked-read", "case", case_no)
