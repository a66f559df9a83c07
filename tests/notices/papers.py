"""Makes templates, drafts and papers over HTTP as an office does, for tests."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from pypdf import PdfReader
from werkzeug.test import TestResponse

from app.core import clock
from app.notices.rules import Kind
from app.notices.words import neutral_texts
from tests.conftest import Phone

CATEGORY = "sl2_out_of_shop"
STROKES = [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.5]]]


def save_template(officer: Phone, kind: str = "rectification", *, rev: int | None = None, **changed: Any) -> TestResponse:
    body = {
        "unit_code": "wanghe", "kind": kind, "mark": "望河", "issuer": "望河街道办", "texts": neutral_texts(Kind(kind)),
        "authorised": [], "active": True, **changed,
    }  # fmt: skip
    headers = {} if rev is None else {"If-Match": f'"{rev}"'}
    return officer.post("/api/v1/notice-templates", json=body, headers=headers)


def save_basis(officer: Phone, *, rev: int | None = None, **changed: Any) -> TestResponse:
    rule = {"code": "B1", "title": "市容管理办法", "article": "第十条", "text": "不得占用道路堆放物品。", "active": True}
    headers = {} if rev is None else {"If-Match": f'"{rev}"'}
    return officer.post("/api/v1/notice-basis", json={**rule, **changed}, headers=headers)


def said(case_no: str, template_id: int, **changed: Any) -> dict[str, Any]:
    """What a draft says."""
    now = clock.now()
    return {
        "case_no": case_no,
        "template_id": template_id,
        "receiver": {"kind": "unit", "code": None, "name": "禾家粮油"},
        "address": "槐荫路 128 号",
        "facts": {"at": clock.isoformat(now), "where": "槐荫路 128 号门前", "what": "果筐和桌凳摆到店外，占了盲道。"},
        "basis": [],
        "requirement": "货物收回店内，盲道让出来。",
        "deadline": clock.isoformat(now + timedelta(days=1)),
        "photos": [],
        **changed,
    }


def draft(desk: Phone, case_no: str, template_id: int, **changed: Any) -> dict[str, Any]:
    """A new draft."""
    answer = desk.post("/api/v1/notices", json={"id": str(uuid4()), **said(case_no, template_id, **changed)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def move(desk: Phone, notice: dict[str, Any], verb: str, rev: int | None = None, **body: Any) -> TestResponse:
    headers = {"If-Match": f'"{notice["rev"] if rev is None else rev}"'}
    return desk.post(f"/api/v1/notices/{notice['id']}/{verb}", json=body, headers=headers)


def moved(desk: Phone, notice: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    """After the move, which succeeds."""
    answer = move(desk, notice, verb, **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def read(desk: Phone, notice: dict[str, Any]) -> dict[str, Any]:
    answer = desk.get(f"/api/v1/notices/{notice['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def text_of(pdf: bytes) -> str:
    """What stands on the pages, without blanks and breaks."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
