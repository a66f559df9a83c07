"""Accounts from the command line."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.accounts.queries import person_by_username
from app.audit.queries import entries_before
from tests.conftest import PASSWORD, Phone


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def test_the_first_admin_gets_a_password_that_works(app: Flask) -> None:
    code, output = run(app, "people", "add", "zhang", "--role", "admin")
    assert code == 0
    password = output.strip().rsplit(" ", 1)[1]
    answer = Phone(app).post("/api/v1/session", json={"username": "zhang", "password": password})
    assert answer.status_code == 200
    assert answer.json["person"]["roles"] == ["admin"]


def test_the_right_to_the_gallery_is_given_to_and_taken_from_somebody_who_is_there(app: Flask) -> None:
    run(app, "people", "add", "li", "--role", "patrol", "--password", PASSWORD)
    phone = Phone(app)
    told = phone.post("/api/v1/session", json={"username": "li", "password": PASSWORD}).json
    assert "import-gallery" not in told["person"]["permissions"]
    for said in ("li now has gallery.\n", "li has gallery already.\n"):
        assert run(app, "people", "grant", "li", "--role", "gallery") == (0, said)
    assert "import-gallery" in phone.get("/api/v1/session").json["person"]["permissions"]
    for said in ("li no longer has gallery.\n", "li does not have gallery.\n"):
        assert run(app, "people", "revoke", "li", "--role", "gallery") == (0, said)
    assert phone.get("/api/v1/session").json["person"]["roles"] == ["patrol"]
    assert run(app, "people", "grant", "wang", "--role", "gallery")[0] == 1
    with app.app_context():
        assert [entry.action for entry in entries_before(None, 2)] == ["right-taken", "right-given"]


def test_a_taken_name_is_refused_with_a_sentence(app: Flask) -> None:
    run(app, "people", "add", "zhang", "--role", "admin")
    code, output = run(app, "people", "add", "zhang", "--role", "patrol")
    assert code == 1
    assert "already an account 'zhang'" in output


def test_a_csv_in_a_chinese_encoding_is_read(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("username,name,roles,segments,cells,unit\nli,李娜,patrol,410104-000-R001-S01,,\n".encode("gb18030"))
    code, output = run(app, "people", "import", str(file))
    assert code == 0, output
    with app.app_context():
        person = person_by_username("li")
        assert person is not None
        assert person.name == "李娜"
        assert [entry.code for entry in person.scope_entries] == ["410104-000-R001-S01"]


def test_one_bad_row_adds_nobody_and_is_named(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("username,name,roles,segments,cells,unit\nli,Li,patrol,,,\nwang,Wang,boss,,,\n")
    code, output = run(app, "people", "import", str(file))
    assert code == 1
    assert "Row 3" in output
    with app.app_context():
        assert person_by_username("li") is None


def test_a_csv_without_its_columns_says_which(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name\nLi\n")
    code, output = run(app, "people", "import", str(file))
    assert code == 1
    assert "username" in output
