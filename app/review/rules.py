"""Decides whether a verdict may be given or taken back, and what it must say. Knows no request and no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases.states import UNDO_WITHIN, IllegalMove, ReportStatus, VerdictWord, may_undo
from app.core.errors import AppError, InvalidBody, NotAllowed


@dataclass(frozen=True)
class Decision:
    """What a supervisor says about a report."""

    verdict: VerdictWord
    reason: str | None = None
    duplicate_of: str | None = None
    segment_choice: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Order:
    """One verdict among several that are given at once, with the revision that was read."""

    report_id: str
    rev: int | None
    decision: Decision


class Outpaced(AppError):
    """Somebody else was faster, or the report moved on."""

    status = 409
    slug = "stale"
    title = "This report is no longer waiting for a verdict: read it again."


class TooLateToUndo(IllegalMove):
    """A verdict that stands."""

    title = f"A verdict can be taken back for {UNDO_WITHIN.seconds} seconds; this one stands. The case can be voided instead."


class SomebodyElsesVerdict(NotAllowed):
    """Only whoever decided may take it back."""

    title = "Only the person who gave this verdict may take it back."


class NotOpen(IllegalMove):
    """A duplicate can be merged only into what is still being worked on."""

    title = "A duplicate can be merged only into something open; the same problem again is a case of its own."


def check_pending(status: str, superseded_by: str | None) -> None:
    """Raises Outpaced unless the report waits for a verdict and was not replaced by a correction."""
    if status != ReportStatus.PENDING:
        raise Outpaced(status_now=status)
    if superseded_by is not None:
        raise Outpaced("This report was replaced by a correction: judge that one.", superseded_by=superseded_by)


def check_said(decision: Decision) -> None:
    """Raises InvalidBody when a verdict lacks what it needs: a rejection its reason, a duplicate its original, an amendment
    what is missing."""
    if decision.verdict is VerdictWord.REJECT and not decision.reason:
        raise refusal("/reason", "A rejection needs a reason: the patrol reads it.")
    if decision.verdict is VerdictWord.DUPLICATE and not decision.duplicate_of:
        raise refusal("/duplicate_of", "Name the report or the case that this is a duplicate of.")
    if decision.verdict is VerdictWord.AMEND and not decision.reason:
        raise refusal("/reason", "Say what is missing: the author reads it and adds it.")


def check_choice(decision: Decision, placement: Mapping[str, Any], exists: bool) -> None:
    """Raises InvalidBody for a segment that does not exist, or one the placement does not offer without a reason."""
    if decision.segment_choice is None:
        return
    if not exists:
        raise refusal("/segment_choice", f"There is no segment {decision.segment_choice}.")
    if decision.segment_choice not in offered_segments(placement) and not decision.reason:
        raise refusal("/reason", "This segment is not among the candidates: say why it is the right one.")


def offered_segments(placement: Mapping[str, Any]) -> set[str]:
    """The segment codes a placement offers: its winner and the candidates."""
    offered = {one["code"] for one in placement.get("candidates", ()) if one.get("kind") == "segment"}
    winner = placement.get("segment")
    return offered | {winner["code"]} if winner else offered


def check_undo(by_id: str, at: datetime, actor_id: str, now: datetime) -> None:
    """Raises SomebodyElsesVerdict or TooLateToUndo unless the same person takes back within 30 s."""
    if by_id != actor_id:
        raise SomebodyElsesVerdict()
    if not may_undo(at, now):
        raise TooLateToUndo()


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong in one field of the body."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
