"""The table of grams by which cases are searched."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.grams import LONGEST_GRAM
from app.core.db import POSTGRESQL, Model

_InOrderOfCodes = String(LONGEST_GRAM).with_variant(String(LONGEST_GRAM, collation="C"), POSTGRESQL)
"""What begins alike lies together, whatever language the database sorts by."""


class CaseWord(Model):
    """That the case with this row number has this gram (`grams.py`) in its `words` or its number.

    A table of its own, and not the text index of either database: read backwards along its key it gives the newest cases
    first, both databases are asked alike, and a row that is deleted is gone, where SQLite's index (FTS5, before 3.42) would
    keep what it was told to forget.
    """

    __tablename__ = "case_word"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: Mapped[str] = mapped_column(_InOrderOfCodes, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Renamed(Model):
    """A unit or a segment with another name than the words of its cases say; those from the row number `below` on are done."""

    __tablename__ = "renamed"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    below: Mapped[int] = mapped_column(BigInteger)
