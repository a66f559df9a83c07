"""What a case page and the figures read beside a case: report, photo, units, timeline, made of the cases by the database."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import select, text

from app.cases.models import Case
from app.core.db import db

_EVENTS: Final = (
    (1, "filed", "filed", "opened_at", "{}"),
    (2, "dispatch", "dispatched", "dispatched_at", '{"stage":"dispatch","on_time":true,"filed_on_time":true}'),
    (3, "claim", "claimed", "claimed_at", "{}"),
    (4, "dispose", "disposed", "disposed_at", "{}"),
    (5, "check-pass", "checked", "checked_at", '{"stage":"check","on_time":true}'),
    (6, "close", "closed", "closed_at", '{"stage":"close","on_time":true}'),
)


def derive() -> None:
    """What else a case page and the figures read, made of the cases by the database."""
    given = {
        "person": db.session.scalar(select(Case.author_id).limit(1)),
        "empty": b"{}",
        "hash": "0" * 64,
        "no": False,
        "yes": True,
    }
    given |= {
        "placement": json.dumps(
            {"status": "inside", "segment": None, "cell": None, "distance_m": 1.0, "candidates": [], "version": "1"}
        )
    }
    for statement in (_REPORTS, _WAITING, _PHOTOS, _PARTS):
        db.session.execute(text(statement), given)
    for place, kind, state, column, facts in _EVENTS:
        db.session.execute(
            text(
                "INSERT INTO case_event (case_no, place, kind, state, by_id, at, reason, facts) SELECT case_no, :place, :kind, "
                f":state, author_id, {column}, NULL, :facts FROM case_file WHERE {column} IS NOT NULL"
            ),
            {"place": place, "kind": kind, "state": state, "facts": facts},
        )


_REPORTS: Final = """
    INSERT INTO report (id, manifest, sealed, manifest_sha256, commit_seq, received_at, author_id, author_confirmed,
      courier_id, happened_at, placement, category, note, handled_on_spot, subject, flags, status, segment_code, cell_code,
      case_no, rev, origin)
    SELECT report_id, :empty, :no, :hash, id, opened_at, author_id, :yes, :person, opened_at, :placement, category_slug, '', :no,
      '{"phone_numbers":[]}', '[]', 'accepted', segment_code, cell_code, case_no, 2, origin FROM case_file"""
_WAITING: Final = """
    INSERT INTO report (id, manifest, sealed, manifest_sha256, commit_seq, received_at, author_id, author_confirmed,
      courier_id, happened_at, placement, category, note, handled_on_spot, subject, flags, status, segment_code, cell_code, rev,
      origin)
    SELECT '1' || substr(report_id, 2), :empty, :no, :hash, 10000000 + id, opened_at, author_id, :yes, :person, opened_at,
      :placement, category_slug, '', :no, '{"phone_numbers":[]}', '[]', 'pending', segment_code, cell_code, 1, origin
    FROM case_file WHERE closed_at IS NULL"""
"""As many reports as there are open cases wait for a verdict."""
_PHOTOS: Final = """
    INSERT INTO report_photo (report_id, place, sha256, role, stored) SELECT id, 1, :hash, 'scene', :no FROM report"""
_PARTS: Final = """
    INSERT INTO case_unit (case_no, unit_code, part, since)
    SELECT case_no, unit_code, 'lead', dispatched_at FROM case_file WHERE dispatched_at IS NOT NULL"""
