"""Searches find what the texts hold, whichever way they are asked, and nothing of what was forgotten."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.accounts.rules import Actor, Role
from app.cases import list_ways, lists, searching, service, word_index
from app.cases.grams import grams_of, plain
from app.cases.list_filter import CaseFilter
from app.cases.list_order import Order
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.word_models import CaseWord
from app.core.db import db
from app.core.transaction import in_transaction
from app.roster.models import Unit
from tests.cases import many
from tests.conftest import AddPerson

BOSS = Actor("boss", "boss", "", frozenset({Role.SUPERVISOR}))
SEARCHES = (
    "桌子",
    "人行道",
    "桌",
    "桌子 人行道",
    "店外经营",
    "chair",
    "OLD chairs",
    "东大街",
    "段",
    "00007",
    "4101042026",
    "012",
    "没有",
)
MOST = 60


@pytest.fixture
def cases(ctx: Flask, add_person: AddPerson) -> list[Case]:
    author = add_person("li")
    made = in_transaction(lambda: many.add([author], MOST))
    db.session.expunge_all()
    return made


def found(words: str, order: Order = Order.NEWEST, **narrowed: object) -> list[str]:
    wanted = CaseFilter(words=words, now=many.NOW, **narrowed)  # type: ignore[arg-type]
    numbers, cursor = [], None
    while True:
        page = lists.cases_page(BOSS, wanted, order, cursor, 20)
        numbers += [case.case_no for case in page.items]
        cursor = page.cursor
        if cursor is None:
            return numbers


def expected(cases: list[Case], words: str) -> list[str]:
    asked = [plain(word) for word in words.split()]
    return [case.case_no for case in cases if all(word in case.words or _numbered(case, word) for word in asked)][::-1]


def _numbered(case: Case, word: str) -> bool:
    return word.isdecimal() and (case.case_no.endswith(word) or (len(word) >= 6 and case.case_no.startswith(word)))


@pytest.mark.parametrize(
    ("few", "probed"),
    [(1, 2), (15, 1_000), (5_000, 2)],
    ids=["every word is frequent", "some are, and what narrows does more", "none is"],
)
def test_every_way_finds_the_same(cases: list[Case], monkeypatch: pytest.MonkeyPatch, few: int, probed: int) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    monkeypatch.setattr(list_ways, "PROBED", probed)
    for words in SEARCHES:
        assert found(words) == expected(cases, words), words
        closed = [case for case in cases if case.state == "closed" and case.unit_code == "clean"]
        assert found(words, states=("closed",), units=("clean",)) == expected(closed, words), words
        unfinished = expected([case for case in cases if case.closed_at is None], words)
        assert sorted(found(words, Order.DUE)) == sorted(unfinished), words
    assert found("桌子")
    assert found("没有") == []


def test_what_a_case_no_longer_says_is_forgotten_with_its_grams(cases: list[Case]) -> None:
    case = next(case for case in cases if "井盖松动" in case.words)

    def forget() -> None:
        again = db.session.get(Case, case.id, populate_existing=True)
        assert again is not None
        again.words = again.words.replace("井盖松动", "")

    in_transaction(forget)
    assert case.case_no not in found("松动")
    left = db.session.scalars(select(CaseWord.gram).where(CaseWord.case_id == case.id)).all()
    assert not {"井盖", "盖松", "松动", "动"} & set(left)
    assert "店外" in left


def test_when_evidence_is_destroyed_no_gram_of_its_note_stays(cases: list[Case]) -> None:
    case = next(case for case in cases if "纸箱" in case.words)

    def forget() -> None:
        again, report = db.session.get(Case, case.id), db.session.get(Report, case.report_id)
        assert again is not None
        assert report is not None
        service.forget_evidence(again, report, None, many.NOW, {})

    in_transaction(forget)
    assert case.case_no not in found("纸箱")
    left = set(db.session.scalars(select(CaseWord.gram).where(CaseWord.case_id == case.id)))
    assert not grams_of("人行道上堆放纸箱") & left
    assert case.case_no in found("店外经营")


def test_a_case_is_found_by_the_name_of_the_unit_that_has_it_now(cases: list[Case]) -> None:
    def dispatch(code: str) -> None:
        case = db.session.get(Case, cases[0].id, populate_existing=True)
        assert case is not None
        case.unit_code = code

    in_transaction(
        lambda: db.session.add_all(
            Unit(code=code, name=name, kind="unit", rev=1) for code, name in (("a", "市政所"), ("b", "环卫队"))
        )
    )
    in_transaction(lambda: dispatch("a"))
    assert found("市政所") == [cases[0].case_no]
    in_transaction(lambda: dispatch("b"))
    assert found("市政所") == []
    assert found("环卫队 店外") == [cases[0].case_no]


def test_cases_from_before_the_index_are_found_when_the_job_has_been_there(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    had = db.session.scalar(select(func.count()).select_from(CaseWord))
    in_transaction(lambda: db.session.execute(delete(CaseWord)))
    assert found("桌子") == []
    monkeypatch.setattr(word_index, "AT_ONCE", 25)
    rounds = 0
    while word_index.fill_case_words():
        rounds += 1
    assert rounds == 3
    assert db.session.scalar(select(func.count()).select_from(CaseWord)) == had
    assert found("桌子") == expected(cases, "桌子")
