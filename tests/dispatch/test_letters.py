"""Letters to bodies outside: written with the dispatch, numbered when they leave, answered, overdue, void, on paper."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.dispatch import letters
from app.dispatch.letter_paper import Content, paper
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from app.telling.models import Message
from tests.cases.changing import open_case
from tests.conftest import Phone
from tests.dispatch.conftest import SignIn
from tests.notices.papers import text_of
from tests.reports import city


@pytest.fixture
def case_no(li: Phone, boss: Phone, organisation: None) -> str:
    return open_case(li, boss, city.ON_MAIN, note="电线垂地，联系13812345678")


@pytest.fixture
def word(app: Flask, organisation: None) -> None:
    """The headquarters has a word for its papers."""
    with app.app_context():
        facts = UnitFacts("总指挥部", UnitKind.HEADQUARTERS, word="砚城")
        in_transaction(lambda: roster.put_unit("hq", facts, None, None))


def post(client: Phone, path: str, body: dict[str, Any], rev: int | None = None) -> Any:
    headers = {"If-Match": f'"{rev}"'} if rev else {}
    return client.post(f"/api/v1/letters{path}", json=body, headers=headers)


def give(dispatcher: Phone, case_no: str, unit: str = "power") -> dict[str, Any]:
    """Gives the case to a unit outside; its letter."""
    rev = dispatcher.get(f"/api/v1/cases/{case_no}").json["rev"]
    results = dispatcher.post("/api/v1/dispatch/bulk", json={"items": [{"case_no": case_no, "rev": rev, "unit": unit}]}).json[
        "results"
    ]
    assert results[0]["status"] == 200, results
    return dict(dispatcher.get(f"/api/v1/letters?case_no={case_no}&state=draft").json["items"][0])


def test_a_case_given_to_a_body_outside_goes_with_a_letter_that_names_nobody(dispatcher: Phone, case_no: str, word: None) -> None:
    letter = give(dispatcher, case_no)
    assert (letter["state"], letter["number"], letter["unit"]["name"]) == ("draft", None, "供电公司")
    assert "店外经营" in letter["facts"]
    assert city.MAIN in letter["facts"]
    assert "13812345678" not in letter["facts"]
    changed = dispatcher.put(
        f"/api/v1/letters/{letter['id']}", json={"facts": "电线垂地 13812345678"}, headers={"If-Match": '"1"'}
    )
    assert changed.json["facts"] == "电线垂地 138****5678"


def test_a_letter_gets_its_number_when_it_leaves_and_its_answer_is_on_record(
    dispatcher: Phone, boss: Phone, case_no: str, word: None
) -> None:
    letter = give(dispatcher, case_no)
    path = f"/{letter['id']}"
    assert post(dispatcher, f"{path}/answer", {"what": "好", "outcome": "done"}, 1).status_code == 409
    assert post(dispatcher, f"{path}/send", {"how": "hand"}, 7).status_code == 412
    sent = post(dispatcher, f"{path}/send", {"how": "hand"}, 1).json
    year = (datetime.now(UTC) + timedelta(hours=8)).year
    assert (sent["number"], sent["state"], sent["from"]["code"]) == (f"砚城移〔{year}〕1号", "open", "hq")
    assert post(dispatcher, f"{path}/send", {"how": "hand"}, 2).status_code == 409
    assert dispatcher.put(f"/api/v1/letters{path}", json={"wanted": "x"}, headers={"If-Match": "*"}).status_code == 409
    early = {"what": "已修", "outcome": "done", "at": clock.isoformat(clock.now() - timedelta(days=3))}
    assert post(dispatcher, f"{path}/answer", early, 2).json["errors"][0]["pointer"] == "/at"
    answered = post(boss, f"{path}/answer", {"what": "线路已修复", "outcome": "done"}, 2).json
    assert (answered["state"], answered["outcome"], answered["answer"]) == ("answered", "done", "线路已修复")
    assert post(boss, f"{path}/void", {"reason": "错"}, 3).status_code == 409
    case = dispatcher.get(f"/api/v1/cases/{case_no}").json
    assert [event["kind"] for event in case["events"]][-3:] == ["dispatch", "letter-sent", "letter-answered"]
    assert "dispose" not in {move["verb"] for move in case["moves"]}
    assert "claim" in {move["verb"] for move in case["moves"]}, "whoever dispatches acts for the body outside"


def test_numbers_run_by_word_and_year_and_a_voided_one_is_not_given_again(dispatcher: Phone, case_no: str, word: None) -> None:
    made = [post(dispatcher, "", {"case_no": case_no, "unit": "power"}).json for _ in range(3)]
    sent = [post(dispatcher, f"/{one['id']}/send", {"how": "mail"}, 1).json for one in made[:2]]
    assert post(dispatcher, f"/{sent[1]['id']}/void", {"reason": "写错单位"}, 2).json["state"] == "voided"
    sent.append(post(dispatcher, f"/{made[2]['id']}/send", {"how": "fax"}, 1).json)
    assert [one["number"].rpartition("〕")[2] for one in sent] == ["1号", "2号", "3号"]
    page = dispatcher.get("/api/v1/letters?limit=2").json
    rest = dispatcher.get(f"/api/v1/letters?cursor={page['cursor']}").json
    assert [one["id"] for one in (*page["items"], *rest["items"])] == [one["id"] for one in reversed(made)]
    assert [one["id"] for one in dispatcher.get("/api/v1/letters?state=voided").json["items"]] == [sent[1]["id"]]


def test_without_a_word_nothing_leaves_and_inside_units_get_no_letters(dispatcher: Phone, case_no: str) -> None:
    letter = give(dispatcher, case_no)
    assert post(dispatcher, f"/{letter['id']}/send", {"how": "hand"}, 1).json["errors"][0]["pointer"] == "/from"
    assert post(dispatcher, "", {"case_no": case_no, "unit": "repair"}).json["errors"][0]["pointer"] == "/unit"
    assert post(dispatcher, "", {"case_no": "9" * 19, "unit": "power"}).status_code == 404


def test_a_case_taken_from_the_body_outside_voids_the_letter_that_has_not_left(dispatcher: Phone, case_no: str) -> None:
    letter = give(dispatcher, case_no)
    rev = dispatcher.get(f"/api/v1/cases/{case_no}").json["rev"]
    order = {"verb": "redispatch", "unit": "repair", "reason": "是我们的杆"}
    moved = dispatcher.post(f"/api/v1/cases/{case_no}/moves", json=order, headers={"If-Match": f'"{rev}"'})
    assert moved.status_code == 200, moved.text
    assert dispatcher.get(f"/api/v1/letters/{letter['id']}").json["state"] == "voided"


def test_who_sent_it_is_told_once_that_the_answer_is_overdue(dispatcher: Phone, case_no: str, word: None, app: Flask) -> None:
    letter = give(dispatcher, case_no)
    post(dispatcher, f"/{letter['id']}/send", {"how": "hand", "due_at": clock.isoformat(clock.now() + timedelta(days=1))}, 1)
    with app.app_context():
        assert letters.tell_due() == 0
        with clock.stopped_at(clock.now() + timedelta(days=1, minutes=1)):
            assert [letters.tell_due() for _ in range(2)] == [1, 0]
            kinds = db.session.scalars(select(Message.kind).where(Message.person_id == dispatcher.person_id)).all()
            assert kinds.count("letter-due") == 1
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        late = {state: dispatcher_again(dispatcher, state) for state in ("open", "overdue")}
    assert late == {"open": [], "overdue": [letter["id"]]}


def dispatcher_again(dispatcher: Phone, state: str) -> list[int]:
    """Signs in anew, because a desk's login ends over night."""
    dispatcher.post("/api/v1/session", json={"username": "dora", "password": "correct horse battery"})
    return [one["id"] for one in dispatcher.get(f"/api/v1/letters?state={state}").json["items"]]


def test_letters_are_for_those_who_dispatch(sign_in: SignIn, dispatcher: Phone, case_no: str) -> None:
    letter = give(dispatcher, case_no)
    for client in (sign_in("li"), sign_in("rita", Role.UNIT)):
        assert client.get("/api/v1/letters").status_code == 403
        assert client.get(f"/api/v1/letters/{letter['id']}/paper").status_code == 403


def test_the_paper_says_what_the_letter_says_and_a_draft_that_it_is_one(dispatcher: Phone, case_no: str, word: None) -> None:
    letter = give(dispatcher, case_no)
    draft = dispatcher.get(f"/api/v1/letters/{letter['id']}/paper")
    assert (draft.status_code, draft.mimetype) == (200, "application/pdf")
    assert "未编号" in text_of(draft.data)
    number = post(dispatcher, f"/{letter['id']}/send", {"how": "hand"}, 1).json["number"]
    text = text_of(dispatcher.get(f"/api/v1/letters/{letter['id']}/paper").data)
    for said in (number, case_no, "供电公司", "总指挥部", "店外经营"):
        assert said in text, said


def test_the_same_letter_is_the_same_bytes() -> None:
    at = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    content = Content("砚城移〔2026〕1号", "1" * 19, "供电公司", "总指挥部", "事项：线缆脱落", "请处理", at, at, at, False)
    assert paper(content) == paper(content)


@pytest.mark.parametrize("databases", ["sqlite", "postgresql"])
def test_letters_that_leave_at_once_get_different_numbers(databases: str, request: pytest.FixtureRequest) -> None:
    app = request.getfixturevalue("app" if databases == "sqlite" else "postgresql_app")
    numbers: list[int] = []
    with app.app_context():
        in_transaction(lambda: letters._next_number("砚", 2026))

    def take() -> None:
        with app.app_context():
            numbers.append(in_transaction(lambda: letters._next_number("砚", 2026)))
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(2, 8))
