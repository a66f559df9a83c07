"""Decides which refusals the areas know. Must not know files, tables or HTTP."""

from __future__ import annotations

from typing import Any

from app.areas.import_report import ImportReport
from app.areas.sentences import Sentence, say
from app.core.errors import AppError, InvalidBody


class Refusal(AppError):
    """A refusal in a sentence of the catalogue: `detail` is its English, `why` and `facts` are its slug and facts."""

    def __init__(self, sentence: Sentence, **more: Any) -> None:
        super().__init__(str(sentence), why=sentence.slug, facts=dict(sentence.facts), **more)
        self.sentence = sentence


class UnusableFile(Refusal, InvalidBody):
    """A file that cannot be imported; the sentence says why and what to do. Nothing was changed.

    `report` is what became of the records of one of which nothing is left.
    """

    title = "This file cannot be imported as it is."

    def __init__(self, sentence: Sentence, report: ImportReport | None = None) -> None:
        super().__init__(sentence)
        self.report = report
        if report is not None:
            self.detail = " ".join([self.detail, *(line.strip() for line in report.lines()[1:])])


class UnusableGrid(InvalidBody):
    """A grid that cannot be made from what was given."""

    title = "No grid can be made from this."


class NothingToUndo(Refusal):
    """No area version is before the one in force."""

    status = 409
    slug = "illegal-move"
    title = "There are no areas before those in force."

    def __init__(self) -> None:
        super().__init__(say("nothing-before"))


class AreasChanged(Refusal):
    """Other areas are in force than those a proposal was made beside."""

    status = 409
    slug = "illegal-move"
    title = "The areas in force have changed since this was checked."

    def __init__(self) -> None:
        super().__init__(say("areas-changed"))


class ValidFromFuture(Refusal, InvalidBody):
    """Areas are activated when they count, not before."""

    title = "Areas cannot be valid only from a later moment on."

    def __init__(self) -> None:
        super().__init__(say("valid-from-later"))
