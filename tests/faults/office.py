"""A supervisor of a campaign: follows the change feed all along, and judges some reports, through the same faults."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from tests.conftest import Phone as Client
from tests.faults.city_server import JUDGE, PASSWORD
from tests.faults.wire import Answer, NoAnswer, Wire, as_json

JSON = {"Content-Type": "application/json"}
LOGIN = {"username": JUDGE, "password": PASSWORD}
PAUSE_S = 0.2
Get = Callable[[str], dict[str, Any]]


class OtherHistory(Exception):
    """The server was restored: what was read of it before says nothing about what it has now."""


class Replica:
    """What a reader of the feed knows: the newest revision and body of every object, and where it is in the feed."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.cursor: str | None = None
        self.out_of_order: list[str] = []
        self._seen: set[int] = set()

    def read(self, get: Get) -> list[dict[str, Any]]:
        """One stretch of the feed; page and cursor are taken together."""
        wanted = {"limit": "500", **({"cursor": self.cursor} if self.cursor else {})}
        stretch = get(f"/changes?{urlencode(wanted)}")
        for change in stretch["changes"]:
            self._apply(change)
        self.cursor = stretch["cursor"]
        return list(stretch["changes"])

    def follow(self, get: Get) -> Replica:
        """Everything there is until now; from the start when a restore came since the last look."""
        try:
            while self.read(get):
                continue
        except OtherHistory:
            self.objects, self.cursor, self._seen = {}, None, set()
            return self.follow(get)
        return self

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """All objects of a type, by id."""
        return {object_id: change for (type_, object_id), change in self.objects.items() if type_ == kind}

    def _apply(self, change: dict[str, Any]) -> None:
        key = (change["type"], change["id"])
        if change["seq"] in self._seen or change["rev"] < self.objects.get(key, change)["rev"]:
            self.out_of_order.append(f"change {change['seq']} of {key} came twice, or after a later one")
        self._seen.add(change["seq"])
        if change["op"] == "put":
            self.objects[key] = change
        else:
            self.objects.pop(key, None)


class Office:
    """Runs while the block runs. `replica` is what it has read; `accepted` the reports whose acceptance it asked for."""

    def __init__(self, port: int, seed: int, judged_share: float) -> None:
        self.replica = Replica()
        self.accepted: set[str] = set()
        self._met: set[str] = set()
        self._wire = Wire(port)
        self._dice, self._share = Random(seed), judged_share
        self._cookie: str | None = None
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Office:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()
        self._wire.close()

    def _run(self) -> None:
        while not self._enough.wait(PAUSE_S):
            try:
                for change in self.replica.read(self._get):
                    if change["type"] == "report" and self._is_new(change["id"]) and self._dice.random() < self._share:
                        self._accept(change["id"])
            except NoAnswer:
                continue

    def _is_new(self, report_id: str) -> bool:
        """Once for each report."""
        new = report_id not in self._met
        self._met.add(report_id)
        return new

    def _accept(self, report_id: str) -> None:
        """Asks until somebody has judged: after a lost answer the second verdict is refused as stale."""
        self.accepted.add(report_id)
        while not self._enough.is_set():
            try:
                status = self._ask("POST", f"/reports/{report_id}/verdict", as_json({"verdict": "accept"})).status
            except NoAnswer:
                continue
            if status in {200, 409}:
                return

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._ask("GET", path)
        if answer.status == 410:  # another history: everything from the start
            self.replica = Replica()
        if answer.status != 200 or "changes" not in answer.body:
            raise NoAnswer(str(answer.status))
        return dict(answer.body)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        if self._cookie is None:
            login = self._wire.ask("POST", "/session", as_json(LOGIN), JSON, timeout_s=60)
            if login.status != 200 or not login.cookie:
                raise NoAnswer("not signed in")
            self._cookie = login.cookie.split(";")[0]
        answer = self._wire.ask(method, path, body, {"Cookie": self._cookie, **(JSON if body else {})})
        if answer.status == 401:
            self._cookie = None
            raise NoAnswer("signed out")
        return answer


def at_the_desk(app: Any) -> Get:
    """The supervisor's reads of an app in this process."""
    client: FlaskClient = Client(app)
    answer = client.post("/api/v1/session", json={"username": JUDGE, "password": PASSWORD})
    assert answer.status_code == 200, answer.text

    def get(path: str) -> dict[str, Any]:
        answer = client.get(f"/api/v1{path}")
        if answer.status_code == 410:
            raise OtherHistory
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    return get


def listed(get: Get, noun: str) -> Iterator[dict[str, Any]]:
    """Everything of a list (`reports`, `cases`), page by page."""
    cursor: str | None = None
    while True:
        page = get(f"/{noun}?{urlencode({'limit': '100', **({'cursor': cursor} if cursor else {})})}")
        yield from page["items"]
        cursor = page["cursor"]
        if not page["has_more"]:
            return
