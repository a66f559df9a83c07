"""Draws the paper of a packet: in Chinese, what is in it, what was checked and how anybody checks it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import WrapMode

from app.cases.rules import CITY_ZONE
from app.fonts.chinese import chinese_font
from app.proof.contents import Contents
from app.proof.evidence_checks import Point, holds
from app.proof.words import COMMANDS, HOLDS, LIMITS_ZH, POINTS, STEPS_ZH

_FONT = "song"
_BODY, _SMALL, _HEADING, _TITLE = 10, 7.5, 12, 18


def paper(contents: Contents, points: Sequence[Point], files: Sequence[tuple[str, str]], fingerprint: str, at: datetime) -> bytes:
    """The PDF; `files` are names with a few words about each. Raises FontSourceMissing."""
    sheet = _Sheet(at)
    sheet.line(f"证据包 案件 {contents.case.case_no}", _TITLE)
    sheet.line(f"制作时间 {_local(at)}（北京时间） 上报 {len(contents.filed)} 条 照片 {len(contents.photos)} 张")
    sheet.line("核对结论：" + ("各项一致，未发现改动。" if holds(list(points)) else "有不一致之处，见下表。"), _HEADING)
    sheet.heading("一、上报与定位")
    for one in contents.filed:
        report = one.report
        place = "无定位" if report.lon is None else f"{report.lon:.6f}, {report.lat:.6f}（WGS-84）"
        accuracy = (report.position or {}).get("accuracy_m")
        sheet.line(f"{report.id}")
        sheet.line(f"  拍摄 {_local(report.captured_at)} 收到 {_local(report.received_at)}")
        sheet.line(f"  位置 {place}" + (f" ±{accuracy} 米" if accuracy is not None else ""))
        sheet.line(f"  清单 SHA-256 {report.manifest_sha256}", _SMALL)
    sheet.heading("二、经过")
    for event in contents.events:
        who = contents.names.get(event.by_id or "", "系统")
        sheet.line(f"{_local(event.at)} {event.kind} {who} {event.reason or ''}")
    sheet.heading("三、逐项核对")
    for point in points:
        sheet.line(f"[{HOLDS[point.holds]}] {POINTS[point.slug]}：{point.about}", _SMALL)
    sheet.heading("四、文件")
    for name, words in files:
        sheet.line(f"{name}  {words}", _SMALL)
    sheet.heading("五、如何核验")
    for step, command in zip(STEPS_ZH, COMMANDS, strict=True):
        sheet.line(step)
        sheet.line(f"   {command}", _SMALL)
    sheet.line(f"公钥指纹 {fingerprint}", _SMALL)
    sheet.heading("六、说明")
    sheet.line(LIMITS_ZH)
    return sheet.bytes()


class _Sheet:
    """Lines of text on pages of A4."""

    def __init__(self, at: datetime) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_creation_date(at)
        self._pdf.set_auto_page_break(True, margin=15)
        self._pdf.add_font(_FONT, fname=str(chinese_font()))
        self._pdf.add_page()

    def line(self, text: str, size: float = _BODY) -> None:
        """A paragraph; broken anywhere, because hashes have no blanks."""
        self._pdf.set_font(_FONT, size=size)
        self._pdf.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR, align="L")

    def heading(self, text: str) -> None:
        """Begins a part."""
        self._pdf.ln(2)
        self.line(text, _HEADING)

    def bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())


def _local(at: datetime | None) -> str:
    return "不详" if at is None else at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
