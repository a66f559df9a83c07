"""Text from outside: what is kept of it, and how numbers in it are masked."""

from __future__ import annotations

import pytest

from app.cases import wording


def test_what_no_database_keeps_is_replaced_and_the_rest_stays() -> None:
    assert wording.storable("a\x00b\ud83dc😀字") == "a\ufffdb\ufffdc😀字"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "861****1234"),
        ("63710000", "****00"),
        ("110", "****10"),
        ("", "****"),
    ],
)
def test_of_a_number_only_the_ends_are_shown(number: str, masked: str) -> None:
    assert wording.mask_number(number) == masked


def test_numbers_inside_text_are_masked_however_they_are_grouped() -> None:
    assert wording.mask_numbers("打13812341234或 139 1234 5678。") == "打138****1234或 139****5678。"


@pytest.mark.parametrize("text", ["2026112008153012", "138123412345", "12812341234", "138 米"])
def test_other_figures_stay(text: str) -> None:
    assert wording.mask_numbers(text) == text
    assert not wording.holds_number(text)
