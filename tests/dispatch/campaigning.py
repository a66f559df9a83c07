"""What a campaign of requests has to know of units, duty, permits, rules and letters: what fits together, no schema can say."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from schemathesis import GenerationMode

from scripts.real_input.client import Client

_UNIT: dict[str, Any] = {
    "name": "排水所",
    "kind": "unit",
    "parent_code": None,
    "duty_phone": None,
    "word": None,
    "outside": False,
}
_PERMIT: dict[str, Any] = {
    "kind": "works", "name": "工地", "polygon": [[113.0, 34.0], [113.001, 34.0], [113.001, 34.001]], "categories": [],
    "hours": [], "from": "2026-01-01", "to": None,
}  # fmt: skip
_FIRST = datetime(2027, 1, 1, tzinfo=UTC)
Fitting = Callable[[Any], None]


class Office:
    """Makes what operations need to be there, with the right of an admin."""

    def __init__(self, who: Client) -> None:
        self.who, self.turns = who, itertools.count(1)
        self.case_no = who.ask("GET", "/cases").json()["items"][0]["case_no"]
        self.segment = who.ask("GET", "/areas/pack").json()["segments"][0]["code"]
        for code, unit in (("hq", {"kind": "headquarters", "word": "试"}), ("outer", {"kind": "outside", "parent_code": "hq"})):
            assert who.ask("POST", "/units", json={**_UNIT, **unit, "code": code}).status_code in {201, 412}
        self.crew = self.unit()
        self.join(self.crew)

    def unit(self) -> str:
        """The code of a fresh unit."""
        code = f"u{next(self.turns)}"
        assert self.who.ask("POST", "/units", json={**_UNIT, "code": code}).status_code == 201
        return code

    def join(self, code: str) -> str:
        """The admin belongs to a unit."""
        assert self.who.ask("PUT", f"/units/{code}/members/{self.who.person_id}").status_code == 204
        return self.who.person_id

    def duty(self) -> dict[str, Any]:
        """An hour that nobody else has."""
        start = _FIRST + timedelta(hours=next(self.turns))
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(minutes=30)).isoformat()}
        return {"unit": self.crew, "person": self.who.person_id, "stand_in_for": None, **times}

    def chief(self) -> dict[str, Any]:
        """A day that nobody else has."""
        day = (date(2027, 1, 1) + timedelta(days=next(self.turns))).isoformat()
        return {"segment": self.segment, "level": 1, "name": "高平", "from": day, "to": day}

    def put(self, path: str, body: dict[str, Any]) -> str:
        """Enters something under a fresh id, which it gives."""
        new = str(uuid4())
        assert self.who.ask("PUT", f"{path}/{new}", json=body).status_code == 200
        return new

    def letter(self, *steps: str) -> str:
        """The id of a fresh letter after these steps."""
        made = self.who.ask("POST", "/letters", json={"case_no": self.case_no, "unit": "outer"})
        assert made.status_code == 201, made.text
        for step in steps:
            body = {"how": "hand"} if step == "send" else {"what": "好", "outcome": "done"}
            asked = self.who.ask("POST", f"/letters/{made.json()['id']}/{step}", json=body, headers={"If-Match": "*"})
            assert asked.status_code == 200, asked.text
        return str(made.json()["id"])


class Fits:
    """What is put into the requests of an operation so that they fit what is there."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def units(self, case: Any) -> None:
        case.body = {**_UNIT, "code": f"u{next(self.office.turns)}"}

    def put_unit(self, case: Any) -> None:
        known = case.headers and "If-Match" in case.headers
        case.path_parameters["code"] = self.office.unit() if known else f"u{next(self.office.turns)}"
        case.body = dict(_UNIT)

    def under(self, name: str, make: Callable[[], str]) -> Fitting:
        def fit(case: Any) -> None:
            case.path_parameters[name] = make()

        return fit

    def member(self, case: Any) -> None:
        code = self.office.unit()
        case.path_parameters |= {"code": code, "person_id": self.office.join(code)}

    def put(self, path: str, name: str, make: Callable[[], dict[str, Any]]) -> Fitting:
        def fit(case: Any) -> None:
            known = case.headers and "If-Match" in case.headers
            case.path_parameters[name] = self.office.put(path, make()) if known else str(uuid4())
            case.body = make()

        return fit

    def days(self, case: Any) -> None:
        case.query = {"from": "2026-11-01", "to": "2026-11-30"}

    def rules(self, case: Any) -> None:
        case.body |= {"rules": [], "fallbacks": [{"unit": self.office.crew}], "automatic_categories": []}

    def letters(self, case: Any) -> None:
        case.body |= {"case_no": self.office.case_no, "unit": "outer", "from": "hq"}

    def letter(self, *steps: str, **body: Any) -> Fitting:
        def fit(case: Any) -> None:
            case.path_parameters["letter_id"] = self.office.letter(*steps)
            if isinstance(case.body, dict):
                case.body |= body

        return fit

    def features(self, case: Any) -> None:
        said = {name: value for name, value in _PERMIT.items() if name != "polygon"}
        ring = [*_PERMIT["polygon"], _PERMIT["polygon"][0]]
        feature = {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        case.body = {"type": "FeatureCollection", "features": [feature]}


def dispatch_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data true: codes and ids of what is there, times that nobody has, one row of every kind."""
    office = Office(who)
    fitting = {f"{method} /api/v1{path}": fit for (method, path), fit in _fitting(office).items()}

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or case.operation.label not in fitting:
            return
        fitting[case.operation.label](case)
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"

    return before_call


def _fitting(office: Office) -> dict[tuple[str, str], Fitting]:
    fits = Fits(office)
    return {
        ("POST", "/units"): fits.units,
        ("PUT", "/units/{code}"): fits.put_unit,
        ("DELETE", "/units/{code}"): fits.under("code", office.unit),
        ("GET", "/units/{code}/members"): fits.under("code", lambda: office.crew),
        ("PUT", "/units/{code}/members/{person_id}"): fits.member,
        ("DELETE", "/units/{code}/members/{person_id}"): fits.member,
        ("GET", "/duty"): fits.days,
        ("PUT", "/duty/{duty_id}"): fits.put("/duty", "duty_id", office.duty),
        ("DELETE", "/duty/{duty_id}"): fits.under("duty_id", lambda: office.put("/duty", office.duty())),
        ("PUT", "/chiefs/{chief_id}"): fits.put("/chiefs", "chief_id", office.chief),
        ("DELETE", "/chiefs/{chief_id}"): fits.under("chief_id", lambda: office.put("/chiefs", office.chief())),
        ("PUT", "/permits/{permit_id}"): fits.put("/permits", "permit_id", lambda: dict(_PERMIT)),
        ("GET", "/permits/{permit_id}"): fits.under("permit_id", lambda: office.put("/permits", dict(_PERMIT))),
        ("DELETE", "/permits/{permit_id}"): fits.under("permit_id", lambda: office.put("/permits", dict(_PERMIT))),
        ("POST", "/permits/import"): fits.features,
        ("POST", "/permits/import/look"): fits.features,
        ("PUT", "/dispatch/rules"): fits.rules,
        ("POST", "/dispatch/rules/try"): fits.rules,
        ("POST", "/letters"): fits.letters,
        ("GET", "/letters/{letter_id}"): fits.letter(),
        ("PUT", "/letters/{letter_id}"): fits.letter(**{"from": "hq"}),
        ("POST", "/letters/{letter_id}/send"): fits.letter(at=None, due_at=None),
        ("POST", "/letters/{letter_id}/answer"): fits.letter("send", at=None),
        ("POST", "/letters/{letter_id}/void"): fits.letter(),
        ("GET", "/letters/{letter_id}/paper"): fits.letter(),
    }
