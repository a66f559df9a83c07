"""What stands in addresses that have a parameter: cases, papers, files and drafts, one for each way a page can look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tests.e2e.machines import ApiSession, Server
from tests.e2e.pledging import shops_without_pledge
from tests.e2e.test_case_at_the_desk import BYTES, CREW, a_crew, a_filed_case, a_report, move, put_photo

PARAMETER = re.compile(r":\w+(\(.*\)\*)?")
Values = dict[str, str]
"""What stands in the place of a parameter, by a word for what is special about that page."""
HOUR = {"value": 1, "unit": "working_hours"}
TABLE = "序号,存在问题,问题地点,责任单位,整改期限\n1,路灯不亮,槐荫路 12 号,养护中队,2026-12-01\n2,井盖松动,,养护中队,下周\n"


def paths(known: dict[str, str], parameters: dict[str, Values]) -> dict[str, str]:
    """Every page of a router with its parameters filled in, by its name and what is special about it.

    A page with a parameter that nobody told stops the walk.
    """
    found: dict[str, str] = {}
    for name, path in known.items():
        if not PARAMETER.search(path):
            found[name] = path
            continue
        assert parameters.get(name), f"nobody told what stands in {path}"
        found |= {f"{name} {word}": PARAMETER.sub(value, path) for word, value in parameters[name].items()}
    return found


def at_the_desk(city: Server) -> dict[str, Values]:
    """For the desk's router."""
    admin, unknown = city.api("admin"), str(uuid4())
    worked = {"filed": a_filed_case(city), "asked": an_asked_case(city), "handed-in": a_case_handed_in(city)}
    return {
        "case": {**worked, "closed": a_closed_case(admin), "unknown": unknown},
        "notice": {**papers(admin), "unknown": unknown},
        "issue-import": {"read": a_table(admin), "unknown": unknown},
        "area-import": {"read": a_file_of_roads(admin), "unknown": unknown},
        "shop": {"kept": admin.get("/shops", params={"limit": 1}).json()["items"][0]["id"], "unknown": unknown},
        "missing": {"page": "no-such-page"},
    }


def on_the_phone(city: Server, draft_id: str) -> dict[str, Values]:
    """For the phone's router, in the hands of patrol01."""
    checked = a_case_handed_in(city)
    person = city.api("patrol01").get("/session").json()["person"]["id"]
    move(city.api("supervisor01"), checked, "send-check", person=person)
    draft = {"begun": draft_id}
    [shop] = shops_without_pledge(city.api("patrol01"), 1)
    return {
        "camera": draft,
        "form": draft,
        "paper": draft,
        "task": {"check": checked},
        "answer": {"verify": to_verify(city, person)},
        "shop": {"unsigned": shop["id"]},
        "pledge": {"begun": shop["id"]},
    }


def given_to_the_crew(city: Server) -> str:
    """A case that the crew of unit01 has claimed."""
    case_no = a_filed_case(city)
    a_crew(city)
    move(city.api("supervisor01"), case_no, "dispatch", unit=CREW)
    move(city.api("unit01"), case_no, "claim")
    return case_no


def an_asked_case(city: Server) -> str:
    """Its unit asks for more time."""
    case_no = given_to_the_crew(city)
    move(city.api("unit01"), case_no, "ask-extension", reason="清运车在修", wanted=HOUR)
    return case_no


def a_case_handed_in(city: Server) -> str:
    """Its unit says that it is done."""
    case_no, unit = given_to_the_crew(city), city.api("unit01")
    move(unit, case_no, "dispose", photos=[{"sha256": put_photo(unit), "role": "after"}])
    return case_no


def a_closed_case(who: ApiSession) -> str:
    """The newest that went all the way."""
    [case] = who.get("/cases", params={"state": "closed", "limit": 1}).json()["items"]
    return str(case["case_no"])


@contextmanager
def filing_apart(city: Server) -> Iterator[None]:
    """Filing is a step of its own meanwhile, and one accepted report waits for it."""
    boss, admin = city.api("supervisor01"), city.api("admin")
    told = admin.get("/handling-settings").json()
    before = {name: told[name] for name in set(told) - {"rev", "seed_sha256"}}
    assert admin.put("/handling-settings", json={**before, "separate_filing": True}).ok
    try:
        report_id = a_report(city, "patrol01")
        assert boss.post(f"/reports/{report_id}/verdict", json={"verdict": "accept", "reason": "在门前"}).ok
        yield
        assert boss.post(f"/reports/{report_id}/filing").ok
    finally:
        assert admin.put("/handling-settings", json=before).ok


def papers(who: ApiSession) -> Values:
    """A paper in every state that the demo city's papers are in."""
    found = {one["state"]: str(one["id"]) for one in who.get("/notices", params={"limit": 100}).json()["items"]}
    assert {"draft", "issued", "served"} <= set(found)
    return found


def a_table(who: ApiSession) -> str:
    """Issues brought in with a line that cannot be entered; nothing of it is in the ledger yet."""
    answer = who.post("/issue-ledger/imports", params={"name": "问题台账.csv"}, data=TABLE.encode(), headers=BYTES)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def a_file_of_roads(who: ApiSession) -> str:
    """One road of the city, on its way in."""
    segment = who.get("/areas/pack").json()["segments"][0]
    geometry = {"type": "LineString", "coordinates": segment["line"]}
    feature = {"type": "Feature", "properties": {"code": segment["code"], "name": segment["name"]}, "geometry": geometry}
    body = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    answer = who.post("/areas/imports", params={"layer": "segments", "name": "roads.geojson"}, data=body, headers=BYTES)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def to_verify(city: Server, person: str) -> str:
    """A report of patrol02 that this person is to look at."""
    report_id = a_report(city, "patrol02")
    said = {"verdict": "verify", "person": person, "reason": "与热线不一致"}
    answer = city.api("supervisor01").post(f"/reports/{report_id}/verdict", json=said)
    assert answer.ok, answer.text
    return report_id
