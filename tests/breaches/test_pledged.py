"""What a shop had promised when it was found: known at once, or later, when the pledge is filed."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.breaches.streets import breach, find
from tests.conftest import Phone
from tests.pledges import signing


@pytest.fixture
def signs(app: Flask, areas: None) -> str:
    """A shop in a city with a scheme in force."""
    signing.settle(app)
    return signing.shop(app)


def test_a_breach_quotes_the_pledge_in_force_and_its_words(li: Phone, boss: Phone, signs: str) -> None:
    pledge = signing.filed(li, boss, signs)
    found, other = breach(boss, find(li, signs)), breach(boss, find(li, signs, "facade"))
    assert (found["pledge_id"], found["doubts"]) == (pledge["id"], [])
    assert other["doubts"] == ["item-not-pledged"]
    page = boss.get(f"/api/v1/shops/{signs}").json
    assert [one["pledge_id"] for one in page["breaches"]] == [pledge["id"]] * 2


def test_a_pledge_that_is_filed_later_and_held_already_is_told(li: Phone, boss: Phone, signs: str) -> None:
    report_id = find(li, signs)
    assert (breach(boss, report_id)["pledge_id"], breach(boss, report_id)["doubts"]) == (None, ["no-pledge"])
    pledge = signing.filed(li, boss, signs)
    assert (breach(boss, report_id)["pledge_id"], breach(boss, report_id)["doubts"]) == (pledge["id"], [])
    assert boss.get(f"/api/v1/reports/{report_id}").json["breach"]["doubts"] == []
