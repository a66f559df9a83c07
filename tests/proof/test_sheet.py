"""Text on a drawn page: whole, in lines that fit and begin as Chinese lines may; every page says which one it is."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from app.proof.sheet import Sheet

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SENTENCE = "每天把门前扫干净，备好自己的垃圾桶；雪停以后十二小时内清完。"


def drawn(text: str, size: float = 12.0, note: str = "") -> list[list[str]]:
    """The lines of each page, the foot last."""
    sheet = Sheet(AT, "纸", note)
    sheet.line(text, size)
    return [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(sheet.bytes())).pages]


@pytest.mark.parametrize("before", range(12))
def test_no_line_begins_with_what_ends_one(before: int) -> None:
    text = "一" * before + SENTENCE * 12
    ((*lines, _),) = drawn(text)
    assert "".join(lines) == text
    assert len(lines) > 5
    assert [line for line in lines if line[0] in "，。；"] == []


def test_a_hash_without_a_blank_is_broken_and_a_paragraph_stays_one() -> None:
    ((*lines, _),) = drawn("a1b2c3d4" * 40 + "\n" + "第二段")
    assert "".join(lines[:-1]) == "a1b2c3d4" * 40
    assert lines[-1] == "第二段"


def test_every_page_says_which_one_it_is_and_what_stands_on_all() -> None:
    pages = drawn("\n".join(SENTENCE for _ in range(90)), note="本纸只是通知。")
    assert len(pages) > 1
    for number, lines in enumerate(pages, start=1):
        assert "本纸只是通知。" in "".join(lines[-2:])
        assert f"第 {number} 页，共 {len(pages)} 页" in "".join(lines[-2:])
