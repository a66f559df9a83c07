"""Decides how a search for words is asked of the grams, so that neither rare nor very frequent words take long.

Few cases have a rare word: all of them are looked at. Many have a frequent one, so the newest few are soon found by
running along a gram, or along whatever else the list is narrowed to. Either way the text decides (`Asked.holds`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, union
from sqlalchemy.orm import aliased

from app.cases.grams import Gram, SearchWord, search_words
from app.cases.models import Case
from app.cases.word_models import CaseWord
from app.core.db import POSTGRESQL, connection, db

FEW: Final = 2_000
"""So many cases are looked at one by one in some milliseconds."""
_RUNS: Final = 4
"""So many grams of a search are asked for beside its text; more of them seldom keep a case from being looked at."""
_AFTER_ALL: Final = "\U0010ffff"
_BEGINNING: Final = 6
"""From so many digits on a number may also be how case numbers begin: the district."""


@dataclass(frozen=True)
class Asked:
    """A search, made ready: the condition that decides, and the row numbers of the few cases that may fulfil it; `ids` is
    None when they are many, and then `runs` are the grams that all of them have, the rarest first (it may be empty)."""

    holds: ColumnElement[bool]
    ids: Select[int] | None
    runs: tuple[str, ...]


def asked_for(words: str | None) -> Asked | None:
    """The search for these words, all of which a case must have; None when nothing is asked for."""
    if not words or not words.strip():
        return None
    wanted = search_words(words)
    if not wanted:
        return Asked(false(), None, ())
    holds = and_(*(_holds(word) for word in wanted))
    counted = sorted(((_at_most(word), word) for word in wanted), key=lambda pair: pair[0])
    fewest, word = counted[0]
    if fewest < FEW:
        return Asked(holds, _candidates(word), ())
    exact = {gram.text for one in wanted if not one.number for gram in one.grams if not gram.opening}
    return Asked(holds, None, tuple(sorted(exact, key=_rarity)[:_RUNS]))


def has(gram: str) -> ColumnElement[bool]:
    """That the case has this gram: looked up for each case that is met, which PostgreSQL must be told (`OFFSET 0`). It knows
    only the most frequent grams, takes all others for rare, and would begin with every case that has them."""
    word = aliased(CaseWord)
    found = select(word.case_id).where(word.gram == gram, word.case_id == Case.id).correlate(Case)
    return (found.offset(0) if fenced() else found).exists()


def fenced() -> bool:
    """Whether this database turns subqueries into joins of its own choice, unless they have an `OFFSET`."""
    return connection().dialect.name == POSTGRESQL


def count(rows: Select[int], limit: int) -> int:
    """How many rows, counted up to `limit`."""
    counted: int = db.session.scalar(select(func.count()).select_from(rows.limit(limit).subquery())) or 0
    return counted


def _rarity(gram: str) -> int:
    """The row number of the `FEW`-th case from the newest that has a gram: the rarer the gram, the smaller."""
    rows = select(CaseWord.case_id).where(CaseWord.gram == gram).order_by(CaseWord.case_id.desc())
    return db.session.scalar(rows.offset(FEW).limit(1)) or 0


def _holds(word: SearchWord) -> ColumnElement[bool]:
    text = Case.words.contains(word.text, autoescape=True)
    if word.number is None:
        return text
    ends = Case.case_no.endswith(word.text, autoescape=True)
    begins = Case.case_no.startswith(word.text, autoescape=True) if len(word.text) >= _BEGINNING else false()
    return or_(text, ends, begins) if word.grams else or_(ends, begins)


def _at_most(word: SearchWord) -> int:
    """An upper bound of the cases with this word, counted up to `FEW` for each way of having it."""
    ways = [min(count(_with(gram), FEW) for gram in word.grams)] if word.grams else []
    ways += [count(rows, FEW) for rows in _numbered(word)]
    return sum(ways)


def _candidates(word: SearchWord) -> Select[int]:
    ways = list(_numbered(word))
    if word.grams:
        rarest = min(word.grams, key=lambda gram: count(_with(gram), FEW))
        ways.append(reduce(_also, (gram for gram in word.grams if gram != rarest and not gram.opening), _with(rarest)))
    found = union(*ways).subquery() if len(ways) > 1 else ways[0].subquery()
    return select(found.c[0])


def _also(rows: Select[int], gram: Gram) -> Select[int]:
    other = aliased(CaseWord)
    found = select(other.case_id).where(other.gram == gram.text, other.case_id == CaseWord.case_id).correlate(CaseWord)
    return rows.where((found.offset(0) if fenced() else found).exists())


def _numbered(word: SearchWord) -> Sequence[Select[int]]:
    if word.number is None:
        return []
    ways = [_with(word.number)]
    if len(word.text) >= _BEGINNING:
        ways.append(select(Case.id).where(*_beginning(word.text)))
    return ways


def _beginning(digits: str) -> Iterator[ColumnElement[bool]]:
    """Of a case number; as a range, which an index answers in every collation."""
    yield Case.case_no >= digits
    if digits.strip("9"):
        yield Case.case_no < str(int(digits) + 1)


def _with(gram: Gram) -> Select[int]:
    rows = select(CaseWord.case_id)
    if gram.opening:
        return rows.where(CaseWord.gram >= gram.text, CaseWord.gram < gram.text + _AFTER_ALL)
    return rows.where(CaseWord.gram == gram.text)
