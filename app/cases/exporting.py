"""Decides what of a case stands in an exported list: what is needed to work with it, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.list_filter import CaseFilter
from app.cases.list_order import Order
from app.cases.lists import cases_page
from app.cases.models import Case
from app.cases.sight import visible
from app.core.days import CITY_ZONE
from app.core.db import db
from app.core.tables_out import Cell, Row
from app.core.transaction import end_reading
from app.roster.queries import tree

AT_ONCE: Final = 500
"""Cases that are read at a time; between them the database waits for nobody."""
CHINESE: Final = "zh-CN"
STATES_ZH: Final = {
    "filed": "待派遣",
    "dispatched": "待认领",
    "claimed": "处置中",
    "disposed": "待核查",
    "checking": "核查中",
    "checked": "待结案",
    "rework": "返工",
    "suspended": "挂账",
    "closed": "已结案",
    "voided": "已作废",
}
_HEADS: Final = (
    ("案件编号", "case"),
    ("状态", "state"),
    ("类别", "category"),
    ("紧急", "urgent"),
    ("来源", "origin"),
    ("路段编号", "segment code"),
    ("路段", "segment"),
    ("网格", "cell"),
    ("处置单位", "unit"),
    ("立案时间", "opened at"),
    ("派遣时间", "dispatched at"),
    ("时限", "due at"),
    ("处置时间", "disposed at"),
    ("结案时间", "closed at"),
    ("按期", "on time"),
    ("返工次数", "reworks"),
    ("延期次数", "extensions"),
    ("督办中", "supervised"),
    ("专项行动", "campaign"),
)


def case_rows(actor: Actor, wanted: CaseFilter, order: Order, language: str) -> Iterator[Row]:
    """The header and a row for each case of the list, read piece by piece."""
    zh = language == CHINESE
    yield [head[0 if zh else 1] for head in _HEADS]
    names = {code: unit.name for code, unit in tree().units.items()}
    cursor: str | None = None
    while True:
        page = cases_page(actor, wanted, order, cursor, AT_ONCE)
        yield from [_row(case, names, zh) for case in page.items]
        cursor = page.cursor
        db.session.expunge_all()
        end_reading()
        if cursor is None:
            return


def chosen_rows(actor: Actor, numbers: Sequence[str], language: str) -> Iterator[Row]:
    """The header and a row for each of these cases that this person may see, in the order they are named."""
    zh = language == CHINESE
    yield [head[0 if zh else 1] for head in _HEADS]
    names = {code: unit.name for code, unit in tree().units.items()}
    for at in range(0, len(numbers), AT_ONCE):
        some = numbers[at : at + AT_ONCE]
        seen = select(Case).where(Case.case_no.in_(some), visible(actor, Case))
        found = {case.case_no: case for case in db.session.scalars(seen)}
        yield from [_row(found[number], names, zh) for number in some if number in found]
        db.session.expunge_all()
        end_reading()


def _row(case: Case, names: dict[str, str], zh: bool) -> list[Cell]:
    def yes(value: bool | None) -> Cell:
        return None if value is None else ("是" if value else "否") if zh else value

    category = case.category.get("name_zh" if zh else "name_en") or case.category_slug
    return [
        *(case.case_no, STATES_ZH.get(case.state, case.state) if zh else case.state, category, yes(case.urgent), case.origin),
        *(case.segment_code, case.segment_name, case.cell_code, names.get(case.unit_code or "", case.unit_code)),
        *(_local(case.opened_at), _local(case.dispatched_at), _local(case.due_at), _local(case.disposed_at)),
        *(_local(case.closed_at), yes(case.on_time), case.rework_count, case.extension_count, yes(case.supervised > 0)),
        case.campaign,
    ]


def _local(at: datetime | None) -> Cell:
    """In the city's time, to the second."""
    return at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S") if at else None
