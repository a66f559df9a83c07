"""Decides into which grams searchable text is cut, and what a search asks of them. Knows no table.

Chinese is written without blanks, so a run of it is cut into pairs of neighbouring characters, and its last character
stands alone, too: whatever is asked for, of one character or more, begins some gram. Letters and digits are kept as
whole words. A case number is one gram, written backwards, so that its last digits are the beginning of it.

A gram only says which cases are worth a look: whether a case has a word is decided on its text (`SearchWord.text`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_GRAM: Final = 24
MOST_WORDS: Final = 8
"""Of one search; what is beyond them is not asked."""
_NUMBER_MARK: Final = "#"
_LEAST_DIGITS: Final = 3
"""Fewer digits at the end of a case number say nothing."""
_CASE_DIGITS: Final = 19
_MOST_DIGITS: Final = 5
"""Longer runs of digits in a text are somebody's telephone number or a code that every case has; they are not kept."""
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN: Final = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


@dataclass(frozen=True)
class Gram:
    """A gram that a case must have; `opening` when it is only how such a gram begins."""

    text: str
    opening: bool


@dataclass(frozen=True)
class SearchWord:
    """One word of a search: the text a case must hold (as `plain` makes it), the grams that text has, and, if it may be
    (the end of) a case number, the gram of that."""

    text: str
    grams: tuple[Gram, ...]
    number: Gram | None


def grams_of(text: str) -> set[str]:
    """The grams of a text."""
    return {gram for run in _runs(text) for gram in _cut(run)}


def number_gram(case_no: str) -> str:
    """The gram of a case's number."""
    return _NUMBER_MARK + case_no[::-1]


def search_words(asked: str) -> list[SearchWord]:
    """What is asked for, word by word; words without a letter, digit or Chinese character ask for nothing."""
    words = [_word(text) for text in asked.split()[:MOST_WORDS]]
    return [word for word in words if word.grams or word.number]


def plain(text: str) -> str:
    """The text as it is searched: wide and narrow forms alike, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def _word(text: str) -> SearchWord:
    word = plain(text)
    is_number = word.isascii() and word.isdecimal() and _LEAST_DIGITS <= len(word) <= _CASE_DIGITS
    number = Gram(_NUMBER_MARK + word[::-1], opening=True) if is_number else None
    return SearchWord(word, tuple(_asked(word)), number)


def _asked(word: str) -> Iterator[Gram]:
    """The grams that every text with this in it has; what is cut off by the end may go on in the text."""
    for run in _RUN.finditer(word):
        if _is_han(run[0]):
            yield from (Gram(pair, opening=False) for pair in _pairs(run[0]))
            if len(run[0]) == 1:
                yield Gram(run[0], opening=True)
        elif _kept(run[0]):
            yield Gram(run[0][:LONGEST_GRAM], opening=run.end() == len(word))


def _runs(text: str) -> Iterator[str]:
    return (run[0] for run in _RUN.finditer(plain(text)))


def _cut(run: str) -> Iterator[str]:
    if _is_han(run):
        yield from _pairs(run)
        yield run[-1]
    elif _kept(run):
        yield run[:LONGEST_GRAM]


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _kept(word: str) -> bool:
    return len(word) <= _MOST_DIGITS or not word.isdecimal()


def _is_han(run: str) -> bool:
    return re.match(f"[{_HAN}]", run) is not None
