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
        ("0371-63710078", "0371-63****78"),
        ("03945550031", "0394-5****31"),
        ("010 8888 6666", "010-88****66"),
        ("110", "****10"),
        ("", "****"),
    ],
)
def test_of_a_number_only_the_ends_are_shown(number: str, masked: str) -> None:
    assert wording.mask_number(number) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812341234或 139 1234 5678。", "打138****1234或 139****5678。"),
        ("电话１３８１２３４１２３４", "电话138****1234"),
        ("+8613812341234 / 86 138—1234—1234", "+86138****1234 / 86 138****1234"),
        ("座机0371-63710000，010 8888 6666", "座机0371-63****00，010-88****66"),
        ("0755 83710000", "0755-83****00"),
    ],
)
def test_numbers_inside_text_are_masked_however_they_are_written(text: str, masked: str) -> None:
    assert wording.mask_numbers(text) == masked
    assert wording.holds_number(text)


@pytest.mark.parametrize(
    "text",
    ["2026112008153012", "138123412345", "12812341234", "138 米", "410104202611210000123", "0371 路", "2026-11-21 08:15:30"],
)
def test_other_figures_stay(text: str) -> None:
    assert wording.mask_numbers(text) == text
    assert not wording.holds_number(text)
