"""Which cases a search looks at: every text that has a word has the word's grams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.grams import MOST_WORDS, grams_of, number_gram, plain, search_words

TEXT = st.text(alphabet="路大街店外经营桌子 R03S-02_abÄ３Ａ㍿", max_size=12)


@given(before=TEXT, word=TEXT.filter(lambda text: not text[:1].isalnum() or text[:1] in "路大街店外经营桌子"), after=TEXT)
def test_a_text_that_holds_a_word_has_all_its_grams(before: str, word: str, after: str) -> None:
    text = f"{before} {word}{after}"
    for asked in search_words(word):
        if asked.text not in plain(text):
            continue  # a letter before it was joined with it
        for gram in asked.grams:
            has = grams_of(text)
            assert any(one.startswith(gram.text) for one in has) if gram.opening else gram.text in has


def test_chinese_is_found_by_two_characters_and_by_one() -> None:
    assert {"店外", "外经", "经营", "营"} == grams_of("店外经营")
    (one,) = search_words("营")
    assert [(gram.text, gram.opening) for gram in one.grams] == [("营", True)]


def test_wide_and_narrow_forms_and_capitals_are_alike() -> None:
    assert grams_of("ＡＢＣ店") == grams_of("abc店")


def test_somebodys_telephone_number_is_not_kept() -> None:
    assert grams_of("电话13812345678") == {"电话", "话"}


def test_a_number_is_found_by_its_last_digits() -> None:
    (word,) = search_words("00012")
    assert word.number is not None
    assert number_gram("4101042026112100012").startswith(word.number.text)


@pytest.mark.parametrize("nothing", ["", "  ", "%_", "。！ -"])
def test_what_has_no_letter_asks_for_nothing(nothing: str) -> None:
    assert search_words(nothing) == []


def test_a_search_has_an_end() -> None:
    assert len(search_words("路 " * 100)) == MOST_WORDS
