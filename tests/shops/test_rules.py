"""What a shop must have, what is noticed, and how the person behind it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidBody
from app.shops.persons import Contact, hint_of, is_phone, last4, narrow_phone
from app.shops.rules import ShopFacts, checked, checked_code, code_fits, door_number, is_id_number, place_key, twin_key

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91350100M000100Y43"
"""The example of GB 32100-2015."""


def test_the_standard_s_own_example_fits() -> None:
    assert code_fits(GOOD)
    assert checked_code(" 91350100-m000100y43 ") == GOOD


@given(st.integers(0, 17), st.sampled_from(LETTERS))
def test_any_other_letter_at_any_one_place_does_not_fit(place: int, letter: str) -> None:
    altered = GOOD[:place] + letter + GOOD[place + 1 :]
    assert code_fits(altered) == (altered == GOOD)


@pytest.mark.parametrize("code", ["91350100M000100Y4", "91350100M000100Y4I", "一二三", "91350100M000100Y433"])
def test_what_cannot_be_a_credit_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidBody) as refusal:
        checked_code(code)
    assert refusal.value.facts["errors"][0]["pointer"] == "/credit_code"


@pytest.mark.parametrize(
    ("door", "number"),
    [("听槐路 37 号", 37), ("３７号附2", 37), ("2巷18号", 18), ("甲12", 12), ("北门", None), (None, None), ("0号", 0)],
)
def test_the_number_of_a_door_is_found(door: str | None, number: int | None) -> None:
    assert door_number(door) == number


def test_doors_are_listed_by_number_not_by_letters() -> None:
    assert place_key("A", door_number("9 号"), "z") < place_key("A", door_number("10 号"), "a") < place_key("B", None, "a")


def test_names_are_the_same_whatever_their_gaps_and_widths() -> None:
    assert twin_key("小满 面馆（总店）", "３7 号", "听槐路") == twin_key("小满面馆(总店)", "37号", "听槐路")
    assert twin_key("小满面馆", "37号", "听槐路") != twin_key("小满面馆", "3号", "7听槐路")


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+86 138-0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0371-5550 1234", "037155501234"),
        ("0371-5550-1234", "037155501234"),
        ("0371-55501234-801", "037155501234-801"),
        ("010-88886666－8", "01088886666-8"),
        ("(0371)55501234 转 801", "037155501234-801"),
        ("400-800-1234", "4008001234"),
        ("013800138000", "13800138000"),
        ("13800138000.0", "13800138000"),
        (" ", None),
    ],
)
def test_a_number_is_one_however_it_is_written(written: str, digits: str | None) -> None:
    assert narrow_phone(written) == digits
    assert digits is None or is_phone(digits)


@pytest.mark.parametrize(
    "digits", ["12345", "10086", "23800138000", "1380013800", "138001380001", "abc", "010888866668", "13800138000-8"]
)
def test_what_is_nobody_s_number_is_none(digits: str) -> None:
    assert not is_phone(digits)


@given(st.text("赵钱孙李周吴郑王", min_size=1, max_size=4), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_hint_never_shows_a_whole_name_or_number(name: str, phone: str) -> None:
    hint = hint_of(Contact(name, phone))
    assert hint is not None
    shown, number = hint.split(" ")
    assert shown[0] == name[0]
    assert set(shown[1:]) == {"*"}
    assert number == f"{phone[:3]}****{phone[-4:]}"
    assert last4(Contact(name, phone)) == phone[-4:]


def test_an_extension_is_kept_and_not_shown() -> None:
    contact = Contact(None, narrow_phone("0371-63330078-801"))
    assert (hint_of(contact), last4(contact)) == ("0371-63****78", "0078")


@pytest.mark.parametrize("written", ["41010319900101123X", "４１０１０３ 19900101 1234"])
def test_the_number_of_an_identity_card_is_no_credit_code(written: str) -> None:
    with pytest.raises(InvalidBody) as refused:
        checked(ShopFacts("x", None, None, 113.0, 34.0, credit_code=written))
    assert "identity card" in str(refused.value)


def test_a_code_that_only_resembles_the_number_of_an_identity_card_is_one() -> None:
    assert not any(is_id_number(one) for one in ("410103199013011234", GOOD, "", "914101199001011234"))


def test_signs_that_turn_a_name_around_are_left_out() -> None:
    named = checked(ShopFacts("\u202e茶舍\u200b", "‎37 号", None, 113.0, 34.0))
    assert (named.name, named.door) == ("茶舍", "37 号")
    with pytest.raises(InvalidBody):
        checked(ShopFacts("\u200b", None, None, 113.0, 34.0))


def test_a_shop_nobody_answers_for_has_no_hint() -> None:
    assert hint_of(None) is None
    assert checked(ShopFacts("x", None, None, 113.0, 34.0, contact=Contact(" ", ""))).contact is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"segment_from_m": 3.0}, "/segment_from_m"),
        ({"segment_from_m": 3.0, "segment_to_m": 3.1}, "/segment_to_m"),
        ({"segment_from_m": -1.0, "segment_to_m": 9.0}, "/segment_from_m"),
        ({"segment_from_m": 0.0, "segment_to_m": 501.0}, "/segment_to_m"),
        ({"depth_m": 0.1}, "/depth_m"),
        ({"contact": Contact("周", "12345")}, "/contact/phone"),
        ({"contact": Contact("周" * 41, None)}, "/contact/name"),
        ({"photos": ("x",)}, "/photos"),
    ],
)
def test_what_cannot_be_says_where(wrong: dict[str, object], pointer: str) -> None:
    with pytest.raises(InvalidBody) as refusal:
        checked(ShopFacts("店", None, None, 113.0, 34.0, **wrong))  # type: ignore[arg-type]
    assert refusal.value.facts["errors"][0]["pointer"] == pointer


def test_ends_said_the_wrong_way_round_are_turned() -> None:
    facts = checked(ShopFacts("店", None, None, 113.0, 34.0, segment_from_m=20.004, segment_to_m=10.0))
    assert (facts.segment_from_m, facts.segment_to_m) == (10.0, 20.0)
