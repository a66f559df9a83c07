"""The server is killed with -9 at any step between a reply's text or last photo and the move that it makes.

After the restart the phone says everything again: the move is there exactly once; or, where the desk was faster meanwhile,
the reply is kept as evidence and says why it moved nothing. A child process takes the request and kills itself.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.cases.models import CaseEvent
from app.cases.report_models import Report
from app.config import Settings
from app.core.db import db
from app.factory import create_app
from tests.cases.changing import open_case
from tests.conftest import PASSWORD, Phone, SignIn
from tests.faults.steps import Steps
from tests.faults.tally import Stopwatch, Tally, record, scaled
from tests.faults.town import make_room
from tests.handling.loop import case_of, move, reply
from tests.reports import city
from tests.reports.sending import photo, send, send_photo
from tests.roster.conftest import join, units  # noqa: F401 - fixtures

Request = Callable[[Phone], TestResponse]
AFTER = photo(50)
AT_MOST = 2
"""So many steps of each act in `make test`; all of them in `make faults`."""


@dataclass
class Killed:
    """A claimed case as it lay on the disk before the reply's last request, and the reply."""

    settings: Settings
    before: Path
    case_no: str
    sent: dict[str, Any]
    request: Request

    @property
    def data(self) -> Path:
        """What the server works on."""
        return self.settings.data_dir

    def restore(self) -> None:
        """Back to the moment before the request."""
        shutil.rmtree(self.data)
        shutil.copytree(self.before, self.data)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """SQLite in any case: it is its steps that are counted."""
    return Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Steps:
    """Watched from before the app makes its first connection."""
    return Steps(monkeypatch, settings.data_dir / "photos")


@pytest.fixture
def claimed(steps: Steps, app: Flask, sign_in: SignIn, request: pytest.FixtureRequest) -> str:
    """A case that the unit has claimed; boss, an and li are signed in by those names."""
    make_room(app)
    for name in ("areas", "units"):
        request.getfixturevalue(name)
    li, boss, an = sign_in("li", Role.PATROL), sign_in("boss", Role.SUPERVISOR), sign_in("an", Role.UNIT)
    request.getfixturevalue("join")("repair", an.person_id)
    case_no = open_case(li, boss, city.ON_MAIN)
    move(boss, case_no, "dispatch", unit="repair")
    move(an, case_no, "claim")
    return case_no


ACTS: dict[str, tuple[bool, bool, str]] = {
    "the last photo": (True, True, "dispose"),
    "the text after its photo": (True, False, "dispose"),
    "a text without photos": (False, False, "progress"),
}
"""By name: whether the reply names a photo, whether its text arrived before, and its verb."""


@pytest.mark.faults
@pytest.mark.parametrize("name", ACTS)
def test_a_reply_moves_once_wherever_the_server_is_killed(
    claimed: str, app: Flask, settings: Settings, steps: Steps, sign_in: SignIn, tmp_path: Path, name: str
) -> None:
    watch, an = Stopwatch(), sign_in("an")
    act = prepared(claimed, app, settings, an, tmp_path / "before", *ACTS[name])
    total = count(app, act, steps, an)
    numbers = range(total + 1)  # the last time after everything was done and before the answer
    chosen = scaled([total // 2, total][:AT_MOST], list(numbers))
    found: list[str] = []
    for turn, number in enumerate(chosen):
        act.restore()
        killed_at(app, act, steps, an, number)
        found += [f"{name}, killed at step {number} of {total}: {fault}" for fault in restarted(act, faster=turn % 2 == 1)]
    assert total > 20
    record(Tally("kill -9 between a reply and its move", len(chosen), duplicated=len(found), seconds=watch.seconds), found)


def prepared(
    case_no: str, app: Flask, settings: Settings, an: Phone, before: Path, photos: bool, text_first: bool, verb: str
) -> Killed:
    """Everything but the request that makes the move has arrived, and is put aside."""
    sent = reply(case_no, verb, AFTER)
    sent["photos"] = sent["photos"] if photos else []
    if photos:
        first = send(an, sent) if text_first else send_photo(an, AFTER)
        assert first.status_code in {200, 201, 202}
    closed(app)
    shutil.copytree(settings.data_dir, before)
    last: Request = (lambda phone: send_photo(phone, AFTER)) if text_first else (lambda phone: send(phone, sent))
    return Killed(settings, before, case_no, sent, last)


def count(app: Flask, act: Killed, steps: Steps, an: Phone) -> int:
    """How many steps the request has when nothing fails; the second time, when connections are open."""
    for _ in range(2):
        closed(app)
        act.restore()
        assert an.get("/api/v1/session").status_code == 200
        with steps.watched():
            assert act.request(an).status_code in {200, 201}
    closed(app)
    return len(steps.names)


def killed_at(app: Flask, act: Killed, steps: Steps, an: Phone, number: int) -> None:
    """A server that takes the request and dies at this step."""

    def die(at: int, _name: str) -> None:
        if at == number:
            os.kill(os.getpid(), signal.SIGKILL)

    closed(app)
    child = os.fork()
    if child == 0:
        try:
            an.get("/api/v1/session")
            with steps.watched(die):
                act.request(an)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def restarted(act: Killed, *, faster: bool) -> list[str]:
    """What is wrong when the server is there again and the phone says everything again; `faster`: the desk gives the case to
    others before it does."""
    with server(act.settings) as app:
        an, boss = (signed_in(app, name) for name in ("an", "boss"))
        made_before = verbs(app, act.case_no).count(act.sent["reply_to"]["verb"]) == 1
        if faster and not made_before:
            move(boss, act.case_no, "redispatch", unit="east", reason="辖区不符")
        statuses = [send(an, act.sent).status_code]
        statuses += [send_photo(an, AFTER).status_code for _ in act.sent["photos"]]
        statuses += [send(an, act.sent).status_code for _ in range(2)]
        wrong = [] if set(statuses) <= {200, 201, 202} else [f"said again: {statuses}"]
        return wrong + told_wrongly(app, act, boss, made=made_before or not faster)


def told_wrongly(app: Flask, act: Killed, boss: Phone, *, made: bool) -> list[str]:
    """Timeline, state and the reply's own outcome against what should have come of it."""
    verb, case = act.sent["reply_to"]["verb"], case_of(boss, act.case_no)
    outcome = boss.get(f"/api/v1/reports/{act.sent['report_id']}").json["reply_outcome"] or {}
    told = verbs(app, act.case_no)
    state = ("disposed" if verb == "dispose" else "claimed") if made else "dispatched"
    there = (told.count(verb), told.count("reply-kept"), case["state"], outcome.get("made"), len(case["evidence"]))
    wanted = (int(made), int(not made), state, made, 2)
    said = [] if made or outcome.get("why") else ["the reply does not say why it moved nothing"]
    with app.app_context():
        rows = db.session.scalar(select(func.count()).select_from(Report).where(Report.reply_to == act.case_no))
    return said + ([] if (there, rows) == (wanted, 1) else [f"there is {there} with {rows} replies, wanted {wanted}"])


def verbs(app: Flask, case_no: str) -> list[str]:
    """The timeline's words."""
    with app.app_context():
        return list(db.session.scalars(select(CaseEvent.kind).where(CaseEvent.case_no == case_no).order_by(CaseEvent.place)))


@contextmanager
def server(settings: Settings) -> Iterator[Flask]:
    """A server that starts on what the dead one left."""
    app = create_app(settings)
    make_room(app)
    try:
        yield app
    finally:
        closed(app)


def signed_in(app: Flask, name: str) -> Phone:
    """Somebody on the new server."""
    phone = Phone(app)
    assert phone.post("/api/v1/session", json={"username": name, "password": PASSWORD}).status_code == 200
    return phone


def closed(app: Flask) -> None:
    """No connection is open, so that files may be put aside and processes forked."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
