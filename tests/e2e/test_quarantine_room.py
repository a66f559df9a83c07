"""The desk settles what was refused and takes in a phone's export file, in a real browser."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id, sign_in
from tests.reports.sealing_as_phone import write_export
from tests.reports.sending import manifest, photo, sealed, sha256

pytestmark = pytest.mark.browser


def refuse(city: Server, body: bytes, report_id: str) -> None:
    """A patrol's phone sends what cannot be filed."""
    answer = city.api("patrol01").put(f"/reports/{report_id}", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 409, 422}, answer.text


def at_the_desk(desk: Device, path: str) -> Page:
    page = desk.open("/console")
    expect(by_id(page, "sign-in")).to_be_visible()
    sign_in(page, "supervisor01")
    expect(by_id(page, "nav-quarantine")).to_be_visible()
    by_id(page, f"nav-{path}").click()
    return page


def seen(page: Page, name: str) -> list[Any]:
    """What axe finds; PICTURES names a folder that also gets a picture."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
    return findings(page)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.fullsize)])
def test_a_refused_report_is_repaired_where_it_is_wrong_and_a_conflict_is_seen_beside_its_twin(
    desk: Device, city: Server, scheme: str
) -> None:
    report, twin = manifest(photo(1), note="门口堆了纸箱"), manifest(photo(2), note="人行道停车")
    text = json.dumps(report, ensure_ascii=False, indent=1)
    broken = text.replace('"note": "门口堆了纸箱",', '"note": "门口堆了纸箱"')
    city.api("patrol01").put(f"/reports/{twin['report_id']}", data=sealed(twin))
    refuse(city, broken.encode(), report["report_id"])
    refuse(city, sealed({**twin, "note": "人行道停车，车主不在"}), twin["report_id"])

    page = at_the_desk(desk, "quarantine")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    conflict, unreadable = by_id(page, "quarantine-row").nth(0), by_id(page, "quarantine-row").nth(1)
    expect(by_id(page, "quarantine-differences")).to_contain_text("车主不在")
    found = {"conflict": seen(page, f"conflict-{scheme}")}
    by_id(page, "quarantine-file").click()
    expect(page.locator("#quarantine-complaint")).not_to_be_empty()
    expect(by_id(page, "quarantine-reason")).to_be_focused()
    by_id(page, "quarantine-reason").fill("两条都留")
    by_id(page, "quarantine-file").click()
    expect(by_id(page, "quarantine-settled")).to_be_visible()
    found["settled"] = seen(page, f"settled-{scheme}")
    expect(conflict).to_have_attribute("aria-current", "true")

    page.locator("body").press("j")
    expect(unreadable).to_be_focused()
    expect(by_id(page, "quarantine-place")).to_be_visible()
    found["unreadable"] = seen(page, f"unreadable-{scheme}")
    by_id(page, "quarantine-go").click()
    editor = by_id(page, "quarantine-text")
    caret = editor.evaluate("(field) => field.value.slice(0, field.selectionStart)")
    assert caret.rstrip().endswith('"note": "门口堆了纸箱"')
    editor.fill(text)
    by_id(page, "quarantine-reason").fill("少了逗号")
    by_id(page, "quarantine-file").click()
    expect(by_id(page, "quarantine-settled")).to_be_visible()
    filed = city.api("patrol01").get(f"/reports/{report['report_id']}").json()
    assert (filed["note"], "repaired" in filed["flags"]) == ("门口堆了纸箱", True)
    assert {name: what for name, what in found.items() if what} == {}
    assert desk.errors == []


def test_an_export_file_is_taken_in_and_again_is_harmless(desk: Device, city: Server, tmp_path: Path) -> None:
    export_key = city.api("patrol01").get("/meta").json()["export_key"]
    report, draft_id = manifest(photo(11), photo(12)), str(uuid4())
    photos = {sha256(content): content for content in (photo(11), photo(12))}
    whole = [(report["report_id"], sealed(report), photos)]
    draft = json.dumps({"id": draft_id, "note": "写到一半", "photos": []}).encode()
    path = write_export(tmp_path / "export.zip", export_key, whole, {draft_id: draft})

    page = at_the_desk(desk, "hand-in")
    expect(by_id(page, "hand-in-file")).to_be_attached()
    found = {"empty": seen(page, "hand-in-empty")}
    by_id(page, "hand-in-file").set_input_files(path)
    expect(by_id(page, "hand-in-done")).to_be_visible(timeout=60_000)
    expect(by_id(page, "hand-in-counts")).to_contain_text("新收到 4")
    found["done"] = seen(page, "hand-in-done")
    by_id(page, "hand-in-another").click()
    by_id(page, "hand-in-file").set_input_files(path)
    expect(by_id(page, "hand-in-done")).to_be_visible(timeout=60_000)
    expect(by_id(page, "hand-in-counts")).to_contain_text("早已送达 4")
    boss = city.api("supervisor01")
    assert boss.get(f"/reports/{report['report_id']}").json()["receipt"]["level"] == "photos"
    assert draft_id in [row["report_id"] for row in boss.get("/quarantine").json()["items"]]
    assert {name: what for name, what in found.items() if what} == {}
    assert desk.errors == []


def test_what_is_damaged_in_a_file_is_named_and_another_file_is_refused(desk: Device, city: Server, tmp_path: Path) -> None:
    export_key = city.api("patrol01").get("/meta").json()["export_key"]
    picture = photo(13) + uuid4().bytes  # brought by nobody before, in no city that is kept from run to run
    report = manifest(picture)
    path = write_export(tmp_path / "e.zip", export_key, [(report["report_id"], sealed(report), {sha256(picture): picture})])
    with zipfile.ZipFile(path) as file:
        offset = next(info.header_offset for info in file.infolist() if info.filename.endswith(".photo"))
    content = bytearray(path.read_bytes())
    content[offset + 1000] ^= 1
    path.write_bytes(content)
    text = tmp_path / "notes.zip"
    text.write_text("not a zip")

    page = at_the_desk(desk, "hand-in")
    by_id(page, "hand-in-file").set_input_files(text)
    expect(by_id(page, "hand-in-unusable")).to_be_visible()
    by_id(page, "hand-in-file").set_input_files(path)
    expect(by_id(page, "hand-in-done")).to_be_visible(timeout=60_000)
    expect(by_id(page, "hand-in-refused").locator("tbody tr")).to_have_count(1)
    expect(by_id(page, "hand-in-done")).to_contain_text("有 1 条上报还差照片")
    found = seen(page, "hand-in-damaged")
    assert found == []
    assert desk.errors == []
