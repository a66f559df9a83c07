"""Decides how a decision about a photo is kept: nothing is deleted, so what was hidden when can always be told.

Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.queries import may_see_photo
from app.core.db import db
from app.core.errors import NotFound
from app.core.locks import hold
from app.photos.models import Photo
from app.photos.sniffing import CLIPS
from app.redaction import queries, rules
from app.redaction.models import Redaction, RedactionBox
from app.redaction.rules import Box, NoPicture


def photo_to_redact(sha256: str, by: Actor) -> Photo:
    """The photo, if this person may see it. Raises NotFound, NoPicture for what can have no picture."""
    photo = db.session.get(Photo, sha256) if may_see_photo(by, sha256) else None
    if photo is None:
        raise NotFound()
    if photo.decodable is False or photo.mime in CLIPS:
        raise NoPicture()
    return photo


def decide(sha256: str, state: str, boxes: Sequence[Box], revision: str, by: Actor, now: datetime) -> Redaction:
    """Within a transaction: from now on exactly these boxes are in force, and this is what was decided.

    A box that stays keeps who drew it; one that goes is marked as taken away. Saying the same again changes nothing.
    Raises NotFound, NoPicture, Stale, InvalidBody.
    """
    hold(f"redaction:{sha256}")
    photo_to_redact(sha256, by)
    wanted = list(dict.fromkeys(rules.kept(box) for box in boxes))
    rules.check_decision(state, wanted)
    decision = queries.redaction(sha256)
    rules.check_revision(revision, decision.rev if decision else 0)
    drawn, undone = _change_boxes(sha256, wanted, by, now)
    if decision is not None and decision.state == state and not (drawn or undone):
        return decision
    was = decision.state if decision else rules.State.PENDING.value
    if decision is None:
        decision = Redaction(sha256=sha256, rev=0)
        db.session.add(decision)
    decision.state, decision.by_id, decision.at = state, by.id, now
    decision.rev += 1
    db.session.flush()
    note(Action.REDACTED, "photo", sha256, state=state, was=was, drawn=drawn, undone=undone, boxes=len(wanted))
    return decision


def _change_boxes(sha256: str, wanted: Sequence[Box], by: Actor, now: datetime) -> tuple[int, int]:
    """How many were drawn and how many taken away."""
    rows = {queries.as_box(row): row for row in queries.rows_of(sha256) if row.undone_at is None}
    gone = [row for box, row in rows.items() if box not in wanted]
    for row in gone:
        row.undone_at, row.undone_by_id = now, by.id
    new = [box for box in wanted if box not in rows]
    for box in new:
        row = RedactionBox(sha256=sha256, left_edge=box.left, top_edge=box.top, width=box.width, height=box.height, kind=box.kind)
        row.by_id, row.at = by.id, now
        db.session.add(row)
    db.session.flush()
    return len(new), len(gone)
