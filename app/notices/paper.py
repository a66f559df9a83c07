"""Sets a paper in type: pure of database and clock, the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.core.days import CITY_ZONE
from app.handling.rules import OrderLevel
from app.notices.rules import Kind, Means
from app.notices.words import DISCLAIMER, LEVELS, MEANS, TITLES
from app.proof.sheet import SMALL, Sheet

_TEXT: Final = 12.0
"""Points: it is read standing, at a counter."""
_BLANK: Final = "_" * 16
"""The drawn font has no wide one."""
_RECEIPT: Final = (
    f"送达方式：（  ）当面签收  （  ）留置  （  ）电子      送达时间：{_BLANK}",
    f"签收人：{_BLANK}  身份：{_BLANK}  见证人：{_BLANK}",
)
_NO_CONSENT: Final = "签收仅表示收到本通知单，不表示认可其内容。"


@dataclass(frozen=True)
class Content:
    """Everything that stands on a paper; times are aware, `basis` are finished sentences, `pictures` redacted JPEGs."""

    kind: Kind
    number: str
    case_no: str
    issuer: str
    officer: str
    authorised: bool
    issued_at: datetime
    receiver: str
    address: str
    segment: str
    cell: str
    facts: dict[str, Any]
    happened_at: datetime
    basis: Sequence[str]
    requirement: str
    deadline: datetime
    level: str | None
    reply_by: datetime | None
    cc: Sequence[str]
    texts: dict[str, Any]
    pictures: Sequence[bytes]
    receipt: Sequence[str] = ()
    """How it was served, where that was before the sheet was drawn; else blanks to be filled in by hand."""
    signature: bytes | None = None
    """A JPEG."""


def sheet_bytes(content: Content) -> bytes:
    """The PDF. Raises FontSourceMissing."""
    sheet = Sheet(content.issued_at, f"{TITLES[content.kind]} {content.number}", DISCLAIMER)
    for line in content.texts["head_lines"]:
        sheet.line(line, _TEXT)
    sheet.title(TITLES[content.kind])
    sheet.number(content.number)
    sheet.line(DISCLAIMER, _TEXT)
    sheet.heading(f"{content.receiver}：")
    sheet.line(content.texts["opening"], _TEXT)
    _facts(sheet, content)
    sheet.heading("要求与期限")
    sheet.line(content.requirement, _TEXT)
    sheet.verdict(f"整改期限：{minute(content.deadline)} 前" if content.kind is Kind.RECTIFICATION else _reply(content))
    for name in ("closing", "rights"):
        if content.texts[name]:
            sheet.line(content.texts[name], _TEXT)
    _foot(sheet, content)
    return sheet.bytes()


def minute(at: datetime) -> str:
    """Beijing time to the minute, as papers write it."""
    local = at.astimezone(CITY_ZONE)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def receipt_lines(means: Means, at: datetime, said: Mapping[str, Any]) -> tuple[str, ...]:
    """How the paper was served, as it stands under it; `said` is what was noted of the service."""
    who = {"签收人": "signer", "身份": "capacity", "见证人": "witness", "未签收原因": "reason"}
    named = "  ".join(f"{word}：{said[name]}" for word, name in who.items() if said.get(name))
    return (f"送达方式：{MEANS[means]}      送达时间：{minute(at)}", *([named] if named else []))


def _facts(sheet: Sheet, content: Content) -> None:
    sheet.heading("问题事实")
    sheet.line(f"时间：{minute(content.happened_at)}", _TEXT)
    sheet.line(f"地点：{content.facts['where']}", _TEXT)
    if content.address and content.address != content.facts["where"]:
        sheet.line(f"地址：{content.address}", _TEXT)
    placed = [f"路段：{content.segment}" if content.segment else "", f"网格：{content.cell}" if content.cell else ""]
    if any(placed):
        sheet.line("  ".join(part for part in placed if part), _TEXT)
    sheet.line(f"问题：{content.facts['what']}", _TEXT)
    if content.pictures:
        sheet.line("照片（无关的人脸、车牌等已遮挡）：", SMALL)
        sheet.pictures(content.pictures)
    if content.basis:
        sheet.heading("依据")
        for sentence in content.basis:
            sheet.line(sentence, _TEXT)


def _reply(content: Content) -> str:
    level = LEVELS[OrderLevel(content.level)] if content.level else ""
    reply_by = minute(content.reply_by) if content.reply_by else ""
    return f"级别：{level}  办结期限：{minute(content.deadline)} 前  答复期限：{reply_by} 前"


def _foot(sheet: Sheet, content: Content) -> None:
    sheet.heading("签发")
    sheet.line(f"签发单位：{content.issuer}", _TEXT)
    sheet.line(f"签发人：{content.officer}" + ("（该类事项已事先授权签发）" if content.authorised else ""), _TEXT)
    sheet.line(f"签发时间：{minute(content.issued_at)}  案件号：{content.case_no}", _TEXT)
    if content.texts["contact"]:
        sheet.line(f"联系方式：{content.texts['contact']}", _TEXT)
    if content.cc:
        sheet.line(f"抄送：{'、'.join(content.cc)}", _TEXT)
    sheet.heading("送达回证")
    for line in content.receipt or _RECEIPT:
        sheet.line(line, _TEXT)
    if content.signature is not None:
        sheet.pictures([content.signature])
    sheet.line(_NO_CONSENT, _TEXT)
