"""Cases by the hundred, made without the way that leads to them: what lists and figures read is there."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import CaseState
from app.core.db import db

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
UNITS = ("clean", "green", None)
SEGMENTS = ("410104-000-R001-S01", "410104-000-R002-S01", None)
CATEGORIES = ("sl2_out_of_shop", "sl1_fire_lane", "sl3_clutter")
NOTES = ("两张桌子", "人行道上堆放纸箱", "井盖松动", "桌子占用人行道", "Old chairs", "")
DONE = (CaseState.CLOSED, CaseState.VOIDED)


def add(authors: list[str], count: int, seed: int = 1, **changed: Any) -> list[Case]:
    """Within a transaction: that many cases, opened one after the other before `NOW`, by these people."""
    chance = random.Random(seed)
    cases = [_case(chance, authors, number, count, changed) for number in range(count)]
    db.session.flush()
    return cases


def _case(chance: random.Random, authors: list[str], number: int, count: int, changed: dict[str, Any]) -> Case:
    opened = NOW - timedelta(hours=count - number)
    author, category = chance.choice(authors), chance.choice(CATEGORIES)
    segment = chance.choice(SEGMENTS)
    report = Report(
        id=str(UUID(int=chance.getrandbits(128), version=4)), manifest=b"{}", sealed=False, manifest_sha256="0" * 64,
        commit_seq=chance.getrandbits(48), received_at=opened, author_id=author, author_confirmed=True, courier_id=author,
        happened_at=opened, placement={"status": "outside", "segment": None, "cell": None, "candidates": []},
        category=category, note="", handled_on_spot=False, subject={}, flags=[], status="accepted",
        segment_code=segment, rev=1,
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    state = chance.choice([*CaseState, *DONE, *DONE])
    due = opened + timedelta(hours=chance.choice((1, 8, 72))) if chance.random() < 0.8 else None
    values = {
        "case_no": f"41010420261121{number + 1:05d}",
        "report_id": report.id,
        "author_id": author,
        "state": state,
        "category_slug": category,
        "category": {"slug": category, "name_zh": "店外经营"},
        "limits": [],
        "segment_code": segment,
        "flags": [],
        "area_version": 0,
        "words": "\n".join(word for word in ("店外经营", "东大街01段" if segment else "", chance.choice(NOTES)) if word),
        "opened_at": opened,
        "closed_at": opened + timedelta(hours=chance.randrange(1, 9)) if state in DONE else None,
        "rev": 1,
        "unit_code": chance.choice(UNITS),
        "urgent": chance.random() < 0.1,
        "origin": chance.choice(("patrol", "hotline")),
        "campaign": chance.choice(("autumn", None, None)),
        "due_at": due,
        "warn_at": due - timedelta(hours=1) if due else None,
        "paused_at": opened + timedelta(minutes=30) if chance.random() < 0.1 else None,
        "supervised": int(chance.random() < 0.1),
    }
    case = Case(**values | changed)
    db.session.add(case)
    db.session.flush()
    report.case_no = case.case_no
    return case
