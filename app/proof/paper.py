"""Draws the paper of a packet: in Chinese, what is in it, what was checked and how anybody checks it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.cases.models import CaseEvent
from app.proof.contents import Contents, Filed
from app.proof.evidence_checks import Point, holds
from app.proof.sheet import SMALL, Sheet
from app.proof.stamps import category_name, local, position_words, report_number, segment_words
from app.proof.words import COMMANDS, EVENTS, HOLDS, LIMITS_ZH, POINTS, STATES, STEPS_ZH

PICTURE_EDGE = 900
"""Pixels of the longer edge of a picture on paper: 90 mm at 250 dots per inch."""
Pictures = Mapping[tuple[str, str], bytes]
"""By report id and photo, the stamped picture as it is printed."""


def paper(
    contents: Contents,
    points: Sequence[Point],
    files: Sequence[tuple[str, str]],
    fingerprint: str,
    at: datetime,
    pictures: Pictures,
) -> bytes:
    """The PDF; `files` are names with a few words about each. Raises FontSourceMissing."""
    sheet = Sheet(at, f"证据包 {contents.case.case_no}")
    _head(sheet, contents, points, at)
    sheet.heading("一、上报与照片")
    for one in contents.filed:
        _report(sheet, contents, one, pictures)
    sheet.heading("二、经过")
    for moment, words in sorted(happenings(contents), key=lambda one: one[0]):
        sheet.line(f"{local(moment)}  {words}")
    sheet.heading("三、逐项核对")
    for point in points:
        sheet.line(f"[{HOLDS[point.holds]}] {POINTS[point.slug]}：{point.about}", SMALL)
    sheet.heading("四、文件")
    for name, said in files:
        sheet.line(f"{name}  {said}", SMALL)
    sheet.heading("五、如何核验")
    for step, command in zip(STEPS_ZH, COMMANDS, strict=True):
        sheet.line(step)
        sheet.line(f"   {command}", SMALL)
    sheet.line(f"公钥指纹 {fingerprint}", SMALL)
    sheet.heading("六、说明")
    sheet.line(LIMITS_ZH)
    return sheet.bytes()


def _head(sheet: Sheet, contents: Contents, points: Sequence[Point], at: datetime) -> None:
    case = contents.case
    segment = {"code": case.segment_code, "name": case.segment_name} if case.segment_code else None
    sheet.title(f"证据包 案件 {case.case_no}")
    sheet.line(
        f"事项 {case.category.get('name_zh') or category_name(case.category_slug)}  状态 {STATES.get(case.state, case.state)}"
    )
    sheet.line(f"路段 {segment_words(segment) if segment else '无'}  网格 {case.cell_code or '无'}")
    sheet.line(f"立案 {local(case.opened_at)}" + (f"  结案 {local(case.closed_at)}" if case.closed_at else ""))
    sheet.line(f"制作 {local(at)}（北京时间）  上报 {len(contents.filed)} 条  照片 {len(contents.photos)} 张")
    sheet.verdict("核对结论：" + ("各项一致，未发现改动。" if holds(list(points)) else "有不一致之处，见第三部分。"))


def _report(sheet: Sheet, contents: Contents, one: Filed, pictures: Pictures) -> None:
    report = one.report
    author = contents.names.get(report.author_id, "不详")
    sheet.subheading(f"上报 {report_number(report.id)}  {category_name(report.category)}")
    sheet.line(f"编号 {report.id}", SMALL)
    sheet.line(f"巡查员 {author}  拍摄 {local(report.captured_at)}  收到 {local(report.received_at)}")
    sheet.line(f"位置 {position_words(report.position)}")
    if report.note:
        sheet.line(f"说明 {report.note}")
    if one.deletion is not None:
        sheet.line(f"照片、清单和说明已于 {local(one.deletion.at)} 按规定（{one.deletion.rule}）销毁，记录见 deletions/")
    sheet.line(f"清单 SHA-256 {report.manifest_sha256}", SMALL)
    for link in one.links:
        if not link.stored and one.deletion is None:
            sheet.line(f"照片 {link.sha256} 尚未到达服务器", SMALL)
    sheet.pictures([pictures[report.id, link.sha256] for link in one.links if (report.id, link.sha256) in pictures])


def happenings(contents: Contents) -> Iterator[tuple[datetime, str]]:
    """Everything that became of the case and its reports, in words; of one moment the verdict before what it led to."""
    for one in contents.filed:
        number = report_number(one.report.id)
        yield one.report.received_at, _said(EVENTS["received"], "", None, number)
        for verdict in one.verdicts:
            who = _who(contents, verdict.by_id)
            yield verdict.at, _said(EVENTS.get(verdict.verdict, verdict.verdict), who, verdict.reason, number)
            if verdict.undone_at is not None:
                yield verdict.undone_at, _said(EVENTS["verdict-undone"], who, None, number)
    for event in contents.events:
        yield event.at, _said(EVENTS.get(event.kind, event.kind), _who(contents, event.by_id), event.reason, _which(event))


def _who(contents: Contents, person_id: str | None) -> str:
    return contents.names.get(person_id or "", "系统")


def _which(event: CaseEvent) -> str:
    named = event.facts.get("report_id")
    return report_number(str(named)) if named else ""


def _said(what: str, who: str, reason: str | None, number: str) -> str:
    about = f"（上报 {number}）" if number else ""
    return "  ".join(part for part in (f"{what}{about}", who, reason or "") if part)
