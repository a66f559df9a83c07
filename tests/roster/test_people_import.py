"""A table of people: all rows or none, leavers are switched off and signed out, whoever stays has what the table says."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook

from app.accounts.queries import person_by_username
from app.accounts.rules import Role
from app.core.errors import InvalidBody
from app.core.tables_in import read_table
from app.roster.people_service import known
from app.roster.people_table import read
from tests.conftest import Phone

pytestmark = pytest.mark.usefixtures("units")
SignIn = Callable[..., Phone]
HEAD = ("账号", "姓名", "岗位", "单位", "在岗")


def table(*rows: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    """An xlsx with these rows."""
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (head, *rows):
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


@pytest.fixture
def bring(app: Flask, tmp_path: Path, sign_in: SignIn) -> Callable[..., str]:
    """Runs the command on a table; what it says. There is an admin beside."""
    sign_in("root", Role.ADMIN)

    def run(content: bytes, *options: str) -> str:
        file = tmp_path / "people.xlsx"
        file.write_bytes(content)
        return app.test_cli_runner().invoke(args=["roster", "import", str(file), *options]).output

    return run


def test_new_people_come_with_their_units_and_a_password_of_their_own(bring: Callable[..., str], ctx: Flask) -> None:
    said = bring(table(("wang", "王一", "处置单位;监督员", "repair，east", ""), ("zhao", "赵二", "dispatcher", "", "是")))
    assert said.startswith("2 added, 0 changed, 0 switched off.")
    assert "wang," in said
    person = person_by_username("wang")
    assert person is not None
    assert (person.name, person.roles) == ("王一", ["inspector", "unit"])
    assert {entry.code for entry in person.scope_entries} == {"repair", "east"}
    assert bring(table(("wang", "王一", "处置单位;监督员", "repair，east", ""))).startswith("0 added, 0 changed, 0 switched off.")


def test_whoever_has_left_is_switched_off_and_signed_out(bring: Callable[..., str], sign_in: SignIn, app: Flask) -> None:
    li, wang = sign_in("li", Role.PATROL), sign_in("wang", Role.UNIT)
    assert bring(table(("li", "李", "patrol", "", "否"), ("wang", "王", "unit", "crew1", ""))).startswith(
        "0 added, 1 changed, 1 switched"
    )
    assert li.get("/api/v1/session").status_code == 401
    assert wang.get("/api/v1/session").json["person"]["scope"]["units"] == ["crew1"]
    assert "Switched off: wang" in bring(table(("li", "李", "patrol", "", "是")), "--all")
    with app.app_context():
        assert [bool(one and one.active) for one in map(person_by_username, ("li", "wang", "root"))] == [True, False, True]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("ok", "x", "skipper", "", ""), "Row 3: There is no post 'skipper'"),
        (("ok", "x", "unit", "power", ""), "Row 3: There is no unit 'power' with people"),
        (("O K", "x", "unit", "", ""), "Row 3: 'O K' is no user name"),
        (("wang", "x", "unit", "", ""), "Row 3: 'wang' is there twice."),
        (("ok", "x", "", "", ""), "Row 3: There is no post"),
    ],
)
def test_a_row_with_a_mistake_stops_all_of_them(bring: Callable[..., str], ctx: Flask, row: Sequence[str], said: str) -> None:
    answer = bring(table(("wang", "王", "unit", "", ""), row))
    assert said in answer
    assert "Nobody was added or changed." in answer
    assert person_by_username("wang") is None


def test_a_table_without_its_columns_and_a_city_without_an_admin_are_refused(bring: Callable[..., str], ctx: Flask) -> None:
    with pytest.raises(InvalidBody, match="lacks roles"):
        read(read_table(table(head=("账号", "姓名"))), known())
    assert "Nobody would be an admin any more" in bring(table(("root", "x", "patrol", "", "")))
    assert person_by_username("root").roles == ["admin"]  # type: ignore[union-attr]
