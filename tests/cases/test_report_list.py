"""Lists of reports hold exactly what a reader may see, the newest arrival first, whichever way they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Actor, Role, Scope
from app.cases import queries, report_list
from app.cases.report_models import Report
from app.core import among
from app.core.db import db
from app.core.transaction import in_transaction
from tests.cases import many
from tests.conftest import AddPerson

Sees = Callable[[Report], bool]
SEGMENT = many.SEGMENTS[0] or ""
CELLS = ("410104001001001", "410104001001002", None)


@pytest.fixture
def reports(ctx: Flask, add_person: AddPerson) -> list[Report]:
    people = [add_person("li"), add_person("wang")]
    in_transaction(lambda: many.add(people, 60))

    def change() -> None:
        for number, report in enumerate(db.session.scalars(select(Report))):
            report.cell_code = CELLS[number % 3]
            report.status = ("pending", "accepted", "accepted")[number % 7 % 3]
            report.superseded_by = "x" if number % 11 == 0 else None
            report.reply_to = "y" if number % 13 == 0 else None

    in_transaction(change)
    db.session.expunge_all()
    return list(db.session.scalars(select(Report).order_by(Report.commit_seq.desc())))


def readers(reports: list[Report]) -> dict[str, tuple[Actor, Sees]]:
    li = reports[0].author_id
    both = {"segments": frozenset({SEGMENT}), "cells": frozenset({CELLS[0] or ""})}
    return {
        "everything": (_actor("a", Role.SUPERVISOR), lambda report: True),
        "a patrol": (_actor(li, Role.PATROL), lambda report: report.author_id == li),
        "a segment and a cell": (
            _actor(li, Role.SUPERVISOR, **both),
            lambda report: (
                report.author_id == li
                or report.segment_code == SEGMENT
                or report.cell_code == CELLS[0]
                or (report.segment_code is None and report.cell_code is None)
            ),
        ),
    }


def _actor(person: str, role: Role, **scope: Any) -> Actor:
    return Actor(person, person, "", frozenset({role}), Scope(**scope))


def listed(actor: Actor, status: str | None) -> list[str]:
    found, cursor = [], None
    while True:
        page = queries.reports_page(actor, status, cursor, 7)
        found += [report.id for report in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("along_one", "some", "few"),
    [(50, 5_000, 50), (0, 5_000, 0), (0, 2, 0)],
    ids=["each area for itself", "all areas in one go", "along the arrivals"],
)
def test_every_reader_gets_the_reports_in_sight(
    reports: list[Report], monkeypatch: pytest.MonkeyPatch, along_one: int, some: int, few: int
) -> None:
    monkeypatch.setattr(report_list, "ALONG_ONE", along_one)
    monkeypatch.setattr(report_list, "SOME", some)
    monkeypatch.setattr(among, "FEW", few)
    for name, (actor, sees) in readers(reports).items():
        seen = [report for report in reports if sees(report) and report.reply_to is None]
        assert listed(actor, None) == [report.id for report in seen], name
        waiting = [report.id for report in seen if report.status == "pending" and report.superseded_by is None]
        assert listed(actor, "pending") == waiting, name
        assert waiting
