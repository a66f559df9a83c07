"""The paper of a pledge: the same bytes every time, its strokes as lines, and nothing of it altered without being found."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import LargeBinary, update
from sqlalchemy import text as sql

from app.accounts.rules import Role
from app.core.db import Model, db, table_of
from app.core.transaction import in_transaction
from app.jobs import run_jobs
from app.pledges import paper, schemes
from app.pledges.default_schemes import DEFAULTS
from app.pledges.document import read_document
from app.pledges.models import Pledge, PledgeRefusal, PledgeScheme, PledgeSheet
from app.proof.rows import faults
from app.safekeeping.verify import verify_store
from tests.conftest import Phone, SignIn
from tests.notices.papers import text_of
from tests.pledges.signing import STROKES, document, filed, read, refusing, sign
from tests.reports.sending import send

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


def content(li: Phone, **changed: Any) -> paper.Content:
    """A pledge as it was signed on a day."""
    row = PledgeScheme(**{name: DEFAULTS[0][name] for name in DEFAULTS[0] if name != "active"})
    said = document("0190aaaa-0000-7000-8000-000000000001", str(uuid4()), li)
    signing = read_document({**said, "signed_at": "2026-11-22T02:30:00Z", "pledge_id": None, **changed})
    return paper.Content(schemes.title(row), row.texts, schemes.change_sentence(row), signing, AT)


def sheet(desk: Phone, pledge_id: str) -> bytes:
    answer = desk.get(f"/api/v1/pledges/{pledge_id}/sheet")
    assert answer.status_code == 200, answer.text
    return answer.data


def test_the_same_content_gives_the_same_bytes_with_a_chinese_font_in_them(li: Phone) -> None:
    one = content(li)
    first = paper.sheet_bytes(one)
    assert paper.sheet_bytes(one) == first
    text = text_of(first)
    item = DEFAULTS[0]["items"][0]
    stand = (
        "平城区门前五包责任书",
        "望河街道办事处",
        "禾味粮油",
        "王小禾（经营者）",
        "13800001234",
        "与小满家相接",
        "2026年11月22日10:30",
    )
    for words in (*stand, item["do_zh"], item["dont_zh"], "XJ-017", one.signing.sha256):
        assert "".join(words.split()) in text, words
    assert "备案注记" not in text
    fonts = [font for page in PdfReader(io.BytesIO(first)).pages for font in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in str(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for font in fonts)


def test_what_was_signed_behind_the_plate_names_no_officer_and_says_so(li: Phone) -> None:
    text = text_of(paper.sheet_bytes(content(li, officer=None, officer_strokes=[])))
    assert "本责任书由乙方在店码页面上手写签名" in text
    for words in ("经办人工号", "经办人签字", "当面签字"):
        assert words not in text, words
    assert "经办人签字" in text_of(paper.sheet_bytes(content(li)))


def test_strokes_are_lines_and_not_pictures(li: Phone) -> None:
    with_strokes, without = (
        PdfReader(io.BytesIO(paper.sheet_bytes(content(li, **changed)))) for changed in ({}, {"strokes": []})
    )
    drawn = [sum(page.get_contents().get_data().count(b" l\n") for page in one.pages) for one in (with_strokes, without)]
    assert drawn[0] - drawn[1] == sum(len(line) - 1 for line in STROKES)
    assert [len(page.images) for page in with_strokes.pages] == [0] * len(with_strokes.pages)


def test_the_number_stands_outside_of_what_was_signed_and_no_seal_is_drawn(li: Phone) -> None:
    one = content(li)
    said = paper.Filed("望河包〔2026〕12号", AT, date(2026, 11, 22), date(2027, 11, 21))
    signed, with_number = (
        re.sub(r"第\d页，共\d页", "", text_of(paper.sheet_bytes(paper.Content(**{**vars(one), "filed": filed}))))
        for filed in (None, said)
    )
    assert with_number.startswith(signed)
    for words in ("街道办已备案", "望河包〔2026〕12号", "2026-11-22至2027-11-21", one.signing.sha256):
        assert words in with_number.removeprefix(signed), words


def test_what_the_font_cannot_draw_is_marked_and_a_single_point_is_a_dot(li: Phone) -> None:
    signer = {"name": "\U00020bb7一", "capacity": "owner", "phone": None}
    text = text_of(paper.sheet_bytes(content(li, signer=signer, strokes=[[[5, 5, 0]], [[6, 6, 9], [7, 7, 12]]])))
    assert "〔U+20BB7〕一（经营者）" in text


def test_names_are_printed_that_people_have(li: Phone) -> None:
    signer = {"name": "买买提·艾合买提江", "capacity": "owner", "phone": None}
    for name in ("赟喆", "珺玥", "Ångström", signer["name"]):
        assert f"{name}（经营者）" in text_of(paper.sheet_bytes(content(li, signer={**signer, "name": name})))


def test_a_name_begins_no_line_of_its_own(li: Phone) -> None:
    signer = {"name": "王\n街道办已备案", "capacity": "owner", "phone": None}
    assert "王〔U+000A〕街道办已备案（经营者）" in text_of(paper.sheet_bytes(content(li, signer=signer)))


def test_the_paper_is_drawn_once_and_after_filing_once_more(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    pledge_id = sign(li, shop_id)
    signed = sheet(boss, pledge_id)
    assert sheet(li, pledge_id) == signed
    told = read(boss, pledge_id)["sheets"]
    assert [(one["part"], one["sha256"]) for one in told] == [("signed", hashlib.sha256(signed).hexdigest())]
    pledge = filed(li, boss, shop_id)
    assert pledge["number"] in text_of(sheet(boss, pledge["id"]))
    assert [one["part"] for one in read(boss, pledge["id"])["sheets"]] == ["signed", "filed"]
    with app.app_context():
        assert not any("王小禾".encode() in row.sealed or b"%PDF" in row.sealed for row in db.session.query(PledgeSheet))


def test_papers_are_drawn_by_themselves_one_after_another(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    ids = [sign(li, shop_id), sign(li, shop_id, manifest_changed={"pledge": None}), sign(li, shop_id)]
    for _ in range(len(ids) + 1):
        run_jobs(app)
    assert [[one["part"] for one in read(boss, pledge_id)["sheets"]] for pledge_id in ids] == [["signed"], [], ["signed"]]
    assert boss.get(f"/api/v1/pledges/{ids[1]}/sheet").status_code == 409


def test_an_altered_document_keeps_no_other_paper_from_being_drawn(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    sign(li, shop_id)
    with app.app_context():
        in_transaction(_flip(Pledge, "document"))
    second = sign(li, shop_id)
    for _ in range(2):
        run_jobs(app)
    assert [one["part"] for one in read(boss, second)["sheets"]] == ["signed"]


def test_the_paper_is_for_whoever_has_pledges_signed_or_files_them(li: Phone, shop_id: str, sign_in: SignIn) -> None:
    pledge_id = sign(li, shop_id)
    for role, status in ((Role.STREET, 200), (Role.CHIEF, 403), (Role.UNIT, 403)):
        assert sign_in(role.value, role).get(f"/api/v1/pledges/{pledge_id}/sheet").status_code == status, role


def _flip(model: type[Model], column: str) -> Callable[[], None]:
    """One bit of a sealed column."""

    def flip() -> None:
        table = table_of(model)
        row = db.session.execute(db.select(table.c[column]).limit(1)).scalar_one()
        db.session.execute(update(table).values({column: bytes([*row[:-1], row[-1] ^ 1])}))

    return flip


def _write(statement: str) -> Callable[[], None]:
    return lambda: db.session.execute(sql(statement)) and None


ALTERED: dict[str, Callable[[], None]] = {
    "the document": _flip(Pledge, "document"),
    "who signed": _flip(Pledge, "signer"),
    "the sheet": _flip(PledgeSheet, "sealed"),
    "the document's hash": _write("UPDATE pledge SET document_sha256 = 'x' || substr(document_sha256, 2)"),
    "the number": _write("UPDATE pledge SET number = '望河包〔2026〕999号'"),
    "the state": _write("UPDATE pledge SET state = 'terminated'"),
    "its last day": _write("UPDATE pledge SET valid_to = '2099-01-01'"),
    "the sheet's hash": _write("UPDATE pledge_sheet SET sha256 = 'x'"),
    "an event": _write("UPDATE pledge_event SET facts = '{}' WHERE kind = 'file'"),
    "a day that is none": _write("UPDATE pledge SET valid_to = '2027-x1-21'"),
    "an event that is none": _write("UPDATE pledge_event SET facts = '{' WHERE kind = 'file'"),
    "the scheme": _write("UPDATE pledge_scheme SET term_months = 120"),
    "the scheme's words": _write("UPDATE pledge_scheme SET items = replace(items, 'order', 'other')"),
    "a refusal": _write("UPDATE pledge_refusal SET reason = 'x'"),
    "a lost event": _write("DELETE FROM pledge_event WHERE kind = 'confirm'"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_changed_byte_is_found(app: Flask, boss: Phone, li: Phone, shop_id: str, what: str) -> None:
    send(li, refusing(li, shop_id))
    sheet(boss, filed(li, boss, shop_id)["id"])
    with app.app_context():
        assert list(faults(Counter())) == []
        in_transaction(ALTERED[what])
        found = list(faults(Counter()))
        assert {fault.kind for fault in found} <= {"row-altered", "row-lost"}
        assert found
        assert not verify_store().sound


def test_columns_with_bytes_are_all_vouched_for() -> None:
    from app.pledges.vouching import _PLEDGE, _REFUSAL, _SHEET

    for model, named in ((Pledge, _PLEDGE), (PledgeSheet, _SHEET), (PledgeRefusal, _REFUSAL)):
        columns = {column.name for column in table_of(model).c if isinstance(column.type, LargeBinary)}
        assert columns <= set(named)
