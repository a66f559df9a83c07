"""A boundary change in a small city: foretold, applied, undone, nothing lost (full size: scripts/try_boundary_change.py)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from app.cases import replacing
from app.cases.models import Case
from app.core.db import db
from app.core.transaction import in_transaction
from scripts.boundary_change import steps


def test_a_boundary_change_is_foretold_applied_and_undone_and_nothing_is_lost(ctx: Flask) -> None:
    seen = steps.run(450)
    assert seen.faults == []
    assert any(" moved" in line for line in seen.lines)


def test_a_case_that_does_not_come_back_is_noticed(ctx: Flask) -> None:
    rounds = []

    def forgetful() -> int:
        steps.follow_here()
        rounds.append(1)
        if len(rounds) == 4:
            in_transaction(lambda: db.session.execute(update(Case).where(Case.id == 7).values(segment_code="elsewhere")))
        return 0

    assert any("1 cases differ" in fault for fault in steps.run(60, forgetful).faults)


def test_a_job_that_does_less_than_was_foretold_is_noticed(ctx: Flask) -> None:
    rounds = []

    def lazy() -> int:
        rounds.append(replacing.replace_open_cases())
        return 0

    assert any("foretold" in fault for fault in steps.run(450, lazy).faults)
    assert rounds
