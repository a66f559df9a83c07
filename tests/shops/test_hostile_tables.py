"""Files that are no tables are refused with a word, what leaves is harmless, and only who keeps shops brings any."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

from app.accounts.rules import BUNDLES, Permission, Role
from app.shops.columns import HEADINGS
from tests.conftest import Phone, SignIn
from tests.shops.conftest import Enter
from tests.shops.tables import bring, xlsx
from tests.shops.test_rules import GOOD

NOBODY = "00000000-0000-7000-8000-000000000000"


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (97 * 2**20))
    return content.getvalue()


HOSTILE = {
    "empty": (b" \n", "empty"),
    "head alone": (xlsx(), "empty"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"x" * 512, "old-format"),
    "bomb": (_bomb(), "too-large"),
    "broken zip": (b"PK\x03\x04" + b"x" * 99, "damaged"),
    "no text": (b"\xff\xff\x00\x81" * 9, "encoding"),
    "no columns": (xlsx(["禾味茶舍"], head=["招牌名"]), "columns"),
    "many rows": (b"name,lon,lat\n" + b"a,113.6,34.7\n" * 50_001, "too-long"),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_is_no_table_is_refused_with_a_word(keeper: Phone, kind: str) -> None:
    content, word = HOSTILE[kind]
    answer = bring(keeper, content)
    assert (answer.status_code, answer.json["type"], answer.json["word"]) == (422, "/problems/invalid-body", word)


def test_more_than_ten_mebibytes_are_too_much(keeper: Phone) -> None:
    answer = bring(keeper, b"x" * (10 * 2**20 + 1))
    assert (answer.status_code, answer.json["type"]) == (413, "/problems/too-large")


def test_what_leaves_as_a_file_holds_no_formula_and_no_whole_number(enter: Enter, keeper: Phone) -> None:
    enter("=HYPERLINK(1)", "37 号", contact={"name": "周晓月", "phone": "13800138000"})
    for form in ("csv", "xlsx"):
        answer = keeper.get(f"/api/v1/shops/export?format={form}")
        assert answer.status_code == 200
        if form == "csv":
            rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        else:
            rows = [list(row) for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)]
        told = dict(zip(rows[0], rows[1], strict=True))
        assert (told["店名"], told["联系人(已脱敏)"]) == ("'=HYPERLINK(1)", "周** 138****8000")
        assert "13800138000" not in str(rows)


def test_a_file_that_left_can_be_brought_again(enter: Enter, keeper: Phone) -> None:
    contact = {"name": "周晓月", "phone": "13800138000"}
    enter("=禾味", "37 号", length_m=6, depth_m=4, credit_code=GOOD, status="closed", contact=contact)
    found = bring(keeper, keeper.get("/api/v1/shops/export").data).json
    assert (found["bad"], found["new"], found["changed"], found["same"]) == ([], 0, 0, 1)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GALLERY}))
def test_only_who_keeps_shops_brings_tables(sign_in: SignIn, role: Role) -> None:
    phone = sign_in(role.value, role)
    may = Permission.KEEP_SHOPS in BUNDLES[role]
    for method, path in (("POST", "?name=x"), ("GET", f"/{NOBODY}"), ("POST", f"/{NOBODY}/activation")):
        answer = phone.open(f"/api/v1/shops/imports{path}", method=method)
        assert (answer.status_code != 403) == may, f"{role} {method} {path}"


def test_every_heading_names_one_column() -> None:
    known = [name for names in HEADINGS.values() for name in names]
    assert len(known) == len(set(known))
