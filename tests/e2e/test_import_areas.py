"""An admin brings a file of roads, mends it, sees what it changes, puts it in force and takes it back, in a real browser."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from requests import Session
from shapely.geometry import LineString
from shapely.ops import substring

from tests.e2e.looking import findings
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id, sign_in

pytestmark = pytest.mark.browser

WORK_MS = 600_000
"""The background process reads, checks and compares beside everything else on a loaded machine."""
NEW = "410104-005-R901-S01"
TWICE = "410104-005-R902-S01"
BESIDE = 0.0005
"""Degrees, some 50 m: too far to stay on that road. Both ways, so that no road slides along itself onto the next segment."""
A_LITTLE = 0.00003
Lines = dict[str, dict[str, Any]]


def roads_of(admin: Session) -> Lines:
    """Name, depth and lines of every segment in force, by code."""
    found: Lines = {}
    for segment in admin.get("/areas/pack").json()["segments"]:
        road = found.setdefault(segment["code"], {"name": segment["name"], "depth": segment["depth_m"], "lines": []})
        road["lines"].append(segment["line"])
    return found


def off(lines: list[list[list[float]]], degrees: float) -> list[list[list[float]]]:
    """The same lines, this far to the north and to the east."""
    return [[[lon + degrees, lat + degrees] for lon, lat in line] for line in lines]


def geojson(roads: Lines) -> bytes:
    """As an office might send it: the column `name` says who drew the line, `luming` is the road."""
    features = [
        {
            "type": "Feature",
            "properties": {"road_code": code, "name": f"测绘{at % 7}队", "luming": road["name"], "jinshen": road["depth"]},
            "geometry": {"type": "MultiLineString", "coordinates": road["lines"]},
        }
        for at, (code, road) in enumerate(roads.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def changed(roads: Lines, gone: str) -> Lines:
    """The road of `gone` is drawn elsewhere under another code, and one that is not near it a little off."""
    kept = {code: road for code, road in roads.items() if code != gone}
    kept[NEW] = {**roads[gone], "lines": off(roads[gone]["lines"], BESIDE)}
    moved = next(code for code in sorted(kept, reverse=True) if code != NEW)
    kept[moved] = {**kept[moved], "lines": off(kept[moved]["lines"], A_LITTLE)}
    return kept


def faulty(roads: Lines) -> Lines:
    """The second half of one road is drawn twice."""
    road = next(iter(roads.values()))
    line = LineString(road["lines"][0])
    half = substring(line, 0.5, 1.0, normalized=True)
    return {**roads, TWICE: {**road, "lines": [[list(point) for point in half.coords]]}}


def in_metres(roads: Lines) -> Lines:
    """Roads as a plane has them that the file does not name."""
    return {code: {**road, "lines": [[[500_000.0, 3_840_000.0], [500_100.0, 3_840_000.0]]]} for code, road in roads.items()}


def seen(page: Page, name: str) -> dict[str, list[Any]]:
    """What axe finds by day and by night; PICTURES names a folder that also gets pictures."""
    told: dict[str, list[Any]] = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)
        if folder := os.environ.get("PICTURES"):
            page.wait_for_timeout(700)  # the map's sheets are on their way
            page.screenshot(path=f"{folder}/{name}-{scheme}.png")
        told[f"{name} {scheme}"] = findings(page)
    return {where: found for where, found in told.items() if found}


def upload(page: Page, content: bytes, name: str) -> None:
    by_id(page, "upload-layer-segments").check()
    by_id(page, "upload-file").set_input_files({"name": name, "mimeType": "application/geo+json", "buffer": content})


def bring(page: Page, content: bytes, name: str) -> None:
    """From the list of areas to the matched fields."""
    upload(page, content, name)
    expect(by_id(page, "field-row").first).to_be_visible(timeout=WORK_MS)


def correct_and_check(page: Page) -> None:
    """The guess took the draughtsman for the road's name."""
    row = page.locator('[data-testid="field-row"][data-field="name"]')
    expect(row.get_by_role("combobox")).to_have_value("name")
    expect(row).to_contain_text("猜的")
    row.get_by_role("combobox").select_option("luming")
    expect(row).to_contain_text("您选的")
    expect(by_id(page, "datum-wgs84")).to_be_checked()
    by_id(page, "check").click()
    expect(by_id(page, "import-state")).to_have_attribute("data-state", "checked", timeout=WORK_MS)


def case_on(admin: Session) -> dict[str, Any]:
    """An open case on a segment, by the rules alone."""
    for case in admin.get("/cases", params={"state": "filed", "limit": "200"}).json()["items"]:
        report = admin.get(f"/reports/{case['report_id']}").json()
        if case["segment"] and report["placement"].get("chosen_by") is None and report["placement"]["status"] == "inside":
            return dict(case)
    raise AssertionError("the city has no open case that lies on a segment without doubt")


def take_back(admin: Session) -> None:
    """Whatever a test left in force; others share this city."""
    for one in admin.get("/areas/imports").json()["items"]:
        if one["state"] == "active":
            admin.post(f"/areas/imports/{one['id']}/undo")


def test_roads_are_imported_seen_put_in_force_and_taken_back(desk: Device, city: Server) -> None:
    admin = city.api("admin")
    case = case_on(admin)
    roads, gone = roads_of(admin), case["segment"]["code"]
    try:
        the_story(desk, admin, case, roads, gone)
    finally:
        take_back(admin)


def the_story(desk: Device, admin: Session, case: dict[str, Any], roads: Lines, gone: str) -> None:
    complaints: dict[str, list[Any]] = {}
    page = desk.open("/console")
    sign_in(page, "admin")
    by_id(page, "nav-settings").click()
    by_id(page, "settings-areas").click()
    expect(by_id(page, "version-row").first).to_have_attribute("data-state", "inForce")

    upload(page, geojson(in_metres(roads)), "plane.geojson")
    failure = by_id(page, "import-failure")
    expect(failure).to_contain_text("plane.geojson 里有 500000，3840000 这样的坐标，不是经纬度", timeout=WORK_MS)
    expect(failure.locator("[lang]")).to_have_count(0)
    complaints |= seen(page, "0-failure")
    page.get_by_role("link", name="区划与路段").first.click()

    bring(page, geojson(faulty(roads)), "faulty.geojson")
    complaints |= seen(page, "1-fields")
    correct_and_check(page)
    must = page.locator('[data-testid="finding"][data-severity="must"]')
    expect(must.first).to_contain_text("重复的线")
    expect(must.first).to_contain_text("必须改")
    expect(by_id(page, "next-step")).to_be_disabled()
    expect(by_id(page, "city-map")).to_be_visible()
    must.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.map-pin.marked [data-pin="1"]')).to_be_visible()
    with page.expect_download() as download:
        by_id(page, "findings-download").click()
    assert TWICE in download.value.path().read_text("utf-8-sig")
    complaints |= seen(page, "2-findings")
    by_id(page, "discard").click()
    by_id(page, "discard-confirm").click()
    expect(by_id(page, "import-state")).to_have_attribute("data-state", "discarded")

    page.get_by_role("link", name="区划与路段").first.click()
    bring(page, geojson(changed(roads, gone)), "roads-2027.geojson")
    correct_and_check(page)
    by_id(page, "next-step").click()
    for kind, codes in (("added", NEW), ("removed", gone)):
        row = by_id(page, f"difference-{kind}")
        expect(row.locator(".count")).to_have_text("1")
        row.get_by_text("编号").click()
        expect(row).to_contain_text(codes)
    expect(by_id(page, "difference-moved").locator(".count")).to_have_text("1")
    expect(by_id(page, "difference-cases")).to_contain_text("会换归属")
    complaints |= seen(page, "3-difference")
    by_id(page, "next-step").click()
    by_id(page, "activate-earlier").check()
    by_id(page, "activate-moment").fill("2099-01-01T08:00")
    by_id(page, "activate").click()
    expect(page.get_by_text("不能是将来")).to_be_visible()
    complaints |= seen(page, "4-activate")
    page.get_by_label("现在", exact=True).check()
    by_id(page, "activate").click()
    expect(by_id(page, "outcome-active")).to_be_visible(timeout=WORK_MS)
    expect(by_id(page, "following")).to_have_attribute("data-ended", "true", timeout=WORK_MS)
    complaints |= seen(page, "5-active")
    import_at = page.url
    assert (admin.get(f"/cases/{case['case_no']}").json()["segment"] or {}).get("code") != gone

    page.goto(f"{desk.url}/console/cases/{case['case_no']}")
    event = page.locator('[data-testid="case-event"][data-kind="replaced"]').last
    expect(event).to_be_visible()
    expect(event.get_by_test_id("moved-from")).to_contain_text("原来：")
    expect(by_id(page, "place-then")).to_be_visible()
    complaints |= seen(page, "6-case")

    page.goto(import_at)
    by_id(page, "undo").click()
    expect(by_id(page, "undo-dialog")).to_contain_text("人选的不动")
    complaints |= seen(page, "7-undo")
    by_id(page, "undo-confirm").click()
    expect(by_id(page, "outcome-undone")).to_be_visible(timeout=WORK_MS)
    expect(by_id(page, "following")).to_have_attribute("data-ended", "true", timeout=WORK_MS)
    assert admin.get(f"/cases/{case['case_no']}").json()["segment"]["code"] == gone
    assert set(roads_of(admin)) == set(roads)
    page.get_by_role("link", name="区划与路段").first.click()
    expect(page.locator('[data-testid="version-row"][data-state="undone"]').first).to_be_visible()
    complaints |= seen(page, "8-areas")
    assert complaints == {}
    assert desk.errors == []
