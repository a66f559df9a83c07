"""The server's side of a city, asked outside any request, days and years later."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import undefer

from app.cases.report_models import Deletion, Report
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.lifecycle import job
from app.photos.shelf import shelf
from app.safekeeping.verify import verify_store
from tests.reports.sending import photo, sha256
from tests.safekeeping.city import typed

T = TypeVar("T")
HALF_A_YEAR = timedelta(days=181)
THREE_YEARS = timedelta(days=3 * 366)


class City:
    """What a test asks of the server past its routes."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def ask(self, work: Callable[[], T], after: timedelta = timedelta()) -> T:
        """Does something, so much later."""
        with self.app.app_context(), clock.stopped_at(clock.now() + after):
            return work()

    def apply(self, after: timedelta) -> job.Applied:
        return self.ask(job.apply, after)

    def dry_run(self, after: timedelta) -> list[str]:
        code, said = typed(self.app, "lifecycle", "dry-run", "--day", self.ask(job.today, after).isoformat())
        assert code == 0
        return said.splitlines()

    def sql(self, statement: str) -> None:
        self.ask(lambda: in_transaction(lambda: db.session.execute(text(statement))))

    def rows(self, *tables: type) -> list[int]:
        return self.ask(lambda: [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables])

    def report(self, report_id: str) -> Report:
        query = select(Report).where(Report.id == report_id).options(undefer(Report.manifest))
        return self.ask(lambda: db.session.scalars(query).one())

    def record(self) -> dict[str, Any]:
        """What the only record says."""
        return dict(json.loads(self.ask(lambda: db.session.scalars(select(Deletion.record)).one())))

    def has(self, *shades: int) -> list[bool]:
        """Whether the store has these photos."""
        return self.ask(lambda: [shelf().store.has(sha256(photo(shade))) for shade in shades])

    def notes(self) -> list[tuple[str, str]]:
        found = self.ask(lambda: verify_store(full=True).findings)
        return [(finding.kind, finding.about) for finding in found if not finding.damage]

    def damage(self) -> list[str]:
        found = self.ask(lambda: verify_store(full=True).findings)
        return [f"{finding.kind}: {finding.about} {finding.seen}" for finding in found if finding.damage]
