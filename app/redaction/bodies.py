"""Decides what a reader is shown of a redaction. Gathers; must not decide who may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts import queries as people
from app.core import clock
from app.photos.models import Photo
from app.photos.service import derivative
from app.redaction import detectors, queries
from app.redaction.models import RedactionBox
from app.redaction.queries import Shown
from app.redaction.rules import Box, State

Body = dict[str, Any]


def redaction_body(photo: Photo) -> Body:
    """The wire form of what was decided about a photo, with everything that was ever drawn on it."""
    decision, rows = queries.redaction(photo.sha256), queries.rows_of(photo.sha256)
    acting = {row.by_id for row in rows} | {row.undone_by_id for row in rows} | {decision.by_id if decision else None}
    names = people.names({one for one in acting if one})
    detector = detectors.active()
    proposes = detector is not None and (decision is None or decision.state == State.PENDING)
    return {
        "sha256": photo.sha256,
        "state": decision.state if decision else State.PENDING.value,
        "rev": decision.rev if decision else 0,
        "by": _person(decision.by_id, names) if decision else None,
        "at": clock.isoformat(decision.at) if decision else None,
        "boxes": [box._asdict() for box in queries.in_force(rows)],
        "history": [_drawn(row, names) for row in rows],
        "width": photo.width,
        "height": photo.height,
        "detector": _detector(detector) if detector else None,
        "proposed": [box._asdict() for box in _proposed(photo.sha256)] if proposes else [],
    }


def listed(shown: Sequence[Shown]) -> list[Body]:
    """The wire form of pictures in a list."""
    return [
        {
            "sha256": one.link.sha256,
            "state": one.decision.state if one.decision else State.PENDING.value,
            "report_id": one.report.id,
            "case_no": one.report.case_no,
            "category": one.report.category,
            "role": one.link.role,
            "captured_at": clock.isoformat(one.report.captured_at) if one.report.captured_at else None,
        }
        for one in shown
    ]


def _proposed(sha256: str) -> Sequence[Box]:
    detector, picture = detectors.active(), derivative(sha256, "screen")
    return detector.find(picture.read_bytes()) if detector and picture else []


def _detector(detector: detectors.Detector) -> Body:
    measured = detector.measured
    return {"name": detector.name, "recall": measured.recall, "marked": measured.marked, "photos": measured.photos}


def _drawn(row: RedactionBox, names: dict[str, str]) -> Body:
    return {
        **queries.as_box(row)._asdict(),
        "by": _person(row.by_id, names),
        "at": clock.isoformat(row.at),
        "undone_by": _person(row.undone_by_id, names) if row.undone_by_id else None,
        "undone_at": clock.isoformat(row.undone_at) if row.undone_at else None,
    }


def _person(person_id: str, names: dict[str, str]) -> Body | None:
    return {"id": person_id, "name": names[person_id]} if person_id in names else None
