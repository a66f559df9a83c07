"""Sets a letter in type: pure of database and clock, the same letter gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.days import CITY_ZONE
from app.dispatch.words import CLOSING, DRAFT, OPENING, TITLE, VOID
from app.proof.sheet import SMALL, Sheet


@dataclass(frozen=True)
class Content:
    """What stands on a letter; times are aware, `number` and `sent_at` are None for a draft."""

    number: str | None
    case_no: str
    receiver: str
    sender: str
    facts: str
    wanted: str
    made_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    voided: bool


def paper(content: Content) -> bytes:
    """The PDF. Raises FontSourceMissing."""
    sheet = Sheet(content.sent_at or content.made_at, f"{TITLE} {content.number or ''}".strip())
    sheet.title(TITLE)
    sheet.number(content.number or DRAFT)
    if content.voided:
        sheet.verdict(VOID)
    sheet.heading(f"{content.receiver}：")
    sheet.line(OPENING)
    sheet.heading("问题事实")
    sheet.line(f"案件编号：{content.case_no}")
    for line in content.facts.splitlines():
        sheet.line(line)
    sheet.heading("请求")
    sheet.line(content.wanted)
    if content.due_at is not None:
        sheet.verdict(f"请于 {_day(content.due_at)} 前函复")
    sheet.heading(content.sender)
    sheet.line(_day(content.sent_at) if content.sent_at else "　　年　　月　　日")
    sheet.line(CLOSING, SMALL)
    return sheet.bytes()


def _day(at: datetime) -> str:
    local = at.astimezone(CITY_ZONE)
    return f"{local.year} 年 {local.month} 月 {local.day} 日"
