"""The ledger of papers: narrowed, searched and exported, without a formula and without names of persons."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from app.core import clock
from app.notices.words import LEDGER_HEAD
from tests.conftest import Phone
from tests.notices.papers import draft, moved


@pytest.fixture
def three(boss: Phone, officer: Phone, case_no: str, template_id: int) -> list[dict[str, object]]:
    """A draft for a person, an issued paper for a shop that is overdue by tomorrow, and one with a formula for a name."""
    soon = clock.isoformat(clock.now() + timedelta(minutes=5))
    person = draft(boss, case_no, template_id, receiver={"kind": "party", "code": None, "name": "欧阳小禾"})
    overdue = moved(officer, draft(boss, case_no, template_id, deadline=soon), "issue")
    formula = moved(officer, draft(boss, case_no, template_id, receiver={"kind": "unit", "code": "u", "name": "=1+1"}), "issue")
    return [person, overdue, formula]


def ids(answer: object) -> list[str]:
    return [item["id"] for item in answer.json["items"]]  # type: ignore[attr-defined]


def test_it_is_narrowed_by_state_words_day_and_what_is_overdue(boss: Phone, three: list[dict[str, object]]) -> None:
    person, overdue, formula = (str(one["id"]) for one in three)
    ask = lambda query: ids(boss.get(f"/api/v1/notices?{query}"))  # noqa: E731
    assert ask("") == [formula, overdue, person]
    assert ask("state=draft") == [person]
    assert ask("state=draft,issued") == [formula, overdue, person]
    assert ask("words=禾家") == [overdue]
    assert ask("words=欧阳") == [], "a person's name is not searched"
    assert ask("since=2100-01-01") == []
    assert ask("until=2000-01-01") == []
    assert set(ask("since=2000-01-01&until=9999-12-31")) == {overdue, formula}
    assert boss.get("/api/v1/notices?state=gone").status_code == 422
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        assert ask("overdue=true") == [overdue]


def test_it_is_read_page_by_page(boss: Phone, three: list[dict[str, object]]) -> None:
    first = boss.get("/api/v1/notices?limit=2").json
    rest = boss.get(f"/api/v1/notices?limit=2&cursor={first['cursor']}").json
    assert [len(first["items"]), len(rest["items"]), rest["has_more"]] == [2, 1, False]


def test_the_export_has_every_paper_no_formula_and_no_whole_name_of_a_person(boss: Phone, three: list[dict[str, object]]) -> None:
    answer = boss.get("/api/v1/notices/export")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == list(LEDGER_HEAD)
    assert [row[6] for row in rows[1:]] == ["'=1+1", "禾家粮油", "欧***"]
    assert [row[2] for row in rows[1:]] == ["已签发", "已签发", "草稿"]
    text = boss.get("/api/v1/notices/export?format=csv").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 4
    assert "boss" not in text


def test_the_register_of_numbers_is_exported_too(boss: Phone, three: list[dict[str, object]]) -> None:
    text = boss.get("/api/v1/notice-numbers/export?format=csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows] == ["状态", "已用", "已用"]
