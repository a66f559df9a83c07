"""What a supervisor does with photos, in a real browser: several verdicts by keyboard, a close look, the packet of a case."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_quarantine_room import seen
from tests.e2e.test_street_story import by_id, judged, open_report, sign_in
from tests.reports.sending import manifest, sealed, sha256

pytestmark = pytest.mark.browser

RARE = "pledge_pingcheng_order_noise"
"""A category nobody else reports around here."""


def gradient(turn: int) -> bytes:
    """A JPEG larger than any frame, another one for each quarter turn."""
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(90 * turn).resize((2400, 1800)).save(out, "JPEG")
    return out.getvalue()


def deliver(phone: ApiSession, place: tuple[float, float], turn: int) -> str:
    """A report of the rare category with its photo; its id."""
    photo = gradient(turn)
    report: dict[str, Any] = manifest(photo, at=place, category=RARE)
    answer = phone.put(f"/reports/{report['report_id']}", data=sealed(report), headers={"Content-Type": "application/json"})
    assert answer.status_code in {201, 202}, answer.text
    assert phone.put(f"/photos/{sha256(photo)}", data=photo).status_code in {200, 201}
    return str(report["report_id"])


def at_the_desk(desk: Device, username: str, path: str = "") -> Page:
    page = desk.open(f"/console{path}")
    sign_in(page, username)
    return page


def test_copies_are_merged_by_two_keys_and_a_picture_is_looked_at_closely(desk: Device, city: Server) -> None:
    patrol, supervisor = city.api("patrol01"), city.api("supervisor01")
    place = clear_places(patrol.get("/areas/pack").json(), 1)[0]
    first, second, kept = [deliver(patrol, place, turn) for turn in range(3)]
    page = at_the_desk(desk, "supervisor01")
    open_report(page, kept)
    picture, body = by_id(page, "review-photo"), page.locator("body")
    expect(by_id(page, "stage-percent")).to_contain_text("%")
    for key in ("]", "t", "]"):
        body.press(key)
    style = picture.get_attribute("style") or ""
    assert "rotate(90deg)" in style
    assert "brightness(1.4)" in style
    body.press("1")
    expect(by_id(page, "stage-percent")).to_contain_text("100")
    body.press("j")
    body.press("k")
    expect(picture).not_to_have_attribute("style", style)
    assert "rotate" not in (picture.get_attribute("style") or "")

    body.press("g")
    expect(by_id(page, "batch-bar")).to_be_visible()
    body.press("m")
    assert {judged(supervisor, one)["status"] for one in (first, second)} == {"duplicate"}
    body.press("a")
    case_no = judged(supervisor, kept)["case_no"]
    expect(by_id(page, "verdict-said")).to_contain_text(case_no[-5:])
    assert desk.errors == []


@pytest.mark.skipif(any(shutil.which(tool) is None for tool in ("sha256sum", "openssl")), reason="needs sha256sum, openssl")
def test_a_packet_brought_to_the_desk_passes_both_tools_and_the_log_tells_of_it(
    desk: Device, city: Server, tmp_path: Path
) -> None:
    case_no = city.api("admin").get("/cases?limit=1").json()["items"][0]["case_no"]
    page = at_the_desk(desk, "admin", f"/cases/{case_no}")
    with page.expect_download() as brought:
        by_id(page, "packet").click()
    expect(by_id(page, "packet-said")).to_contain_text(f"evidence-{case_no}.zip")
    found = {"case": seen(page, "packet")}
    brought.value.save_as(tmp_path / "case.zip")
    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        archive.extractall(tmp_path / "case")
    sums = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"]
    signature = ["openssl", "dgst", "-sha256", "-verify", "public-key.pem", "-signature", "SHA256SUMS.sig", "SHA256SUMS"]
    for command in (sums, signature):
        subprocess.run(command, cwd=tmp_path / "case", check=True)

    by_id(page, "case-log").click()
    newest = by_id(page, "log-row").first
    expect(newest).to_have_attribute("data-action", "packet-made")
    expect(by_id(page, "log-sound")).not_to_have_class("bad")
    page.locator("body").press("o")
    expect(by_id(page, "log-facts")).to_contain_text(case_no)
    found["log"] = seen(page, "log")
    by_id(page, "log-roots").click()
    expect(by_id(page, "log-root").first).to_be_visible()
    found["roots"] = seen(page, "roots")
    assert {name: what for name, what in found.items() if what} == {}
    assert desk.errors == []
