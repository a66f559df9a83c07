"""Nearly the same pictures among many: found in memory, kept up with the table, told of the later one."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from app.cases import evidence
from app.checks import near
from app.checks.looks import BLOCK, MOST_HITS, Hit, LookIndex
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.photos.models import Photo, PhotoLook
from app.photos.traits import bits_apart
from tests.checks.seeing import checks, work
from tests.checks.test_checking import file
from tests.conftest import Phone
from tests.photos.pictures import encoded
from tests.photos.test_traits import street


def signed(look: int) -> int:
    return look - 2**64 if look >= 2**63 else look


def test_a_search_finds_what_counting_bit_by_bit_finds() -> None:
    dice = random.Random(1)
    centre = dice.getrandbits(64)
    looks = [signed(centre ^ sum(1 << bit for bit in dice.sample(range(64), dice.randrange(12)))) for _ in range(3_000)]
    index = LookIndex()
    for start in range(0, 3_000, 700):
        some = range(start, min(start + 700, 3_000))
        index.add(list(some), [looks[number] for number in some])
    right = [Hit(number, bits_apart(look, signed(centre))) for number, look in enumerate(looks)]
    right = sorted((hit for hit in right if hit.bits <= 3 and hit.number < 2_000), key=lambda hit: (hit.bits, hit.number))
    assert right
    assert index.near(signed(centre), 3, below=2_000) == right[:MOST_HITS]
    assert len(index) == 3_000


def test_hits_at_the_seams_of_blocks_are_found() -> None:
    index = LookIndex()
    looks = [0] * (2 * BLOCK + 1)
    for place in (0, BLOCK - 1, BLOCK, 2 * BLOCK):
        looks[place] = -1
    index.add(range(len(looks)), looks)
    assert [hit.number for hit in index.near(-1, 6, below=10**9)] == [0, BLOCK - 1, BLOCK, 2 * BLOCK]


def test_of_very_many_the_nearest_are_given() -> None:
    index = LookIndex()
    index.add(range(1_000), [1 if number < 900 else 0 for number in range(1_000)])
    found = index.near(0, 6, below=10**9)
    assert len(found) == MOST_HITS
    assert [hit.bits for hit in found[:101]] == [0] * 100 + [1]


def test_an_empty_index_finds_nothing() -> None:
    assert LookIndex().near(0, 64, below=10**9) == []


@pytest.fixture
def add_look(ctx: Flask) -> Callable[[int, int], None]:
    """Adds a photo's look under a number."""

    def add(number: int, look: int) -> None:
        def write() -> None:
            sha256 = f"{number:064x}"
            db.session.add(Photo(sha256=sha256, bytes=1, interrupted=0, stored_at=clock.now()))
            db.session.flush()
            db.session.add(PhotoLook(id=number, sha256=sha256, look=look))

        in_transaction(write)

    return add


AddLook = Callable[[int, int], None]


def test_the_index_follows_the_table_and_takes_nothing_twice(add_look: AddLook) -> None:
    for number in (1, 2, 3):
        add_look(number, 0)
    assert [hit.number for hit in near.likenesses().of(10**6, 0)] == [1, 2, 3]
    add_look(5, 1)
    found = near.likenesses().of(10**6, 0)
    assert [(hit.number, hit.bits) for hit in found] == [(1, 0), (2, 0), (3, 0), (5, 1)]


def test_a_lower_number_that_is_committed_later_is_taken_in(add_look: AddLook) -> None:
    add_look(5, 0)
    near.likenesses()
    add_look(4, 0)
    assert [hit.number for hit in near.likenesses().of(10**6, 0)] == [4, 5]


def test_what_was_long_known_is_not_read_again(add_look: AddLook) -> None:
    add_look(1, 0)
    add_look(2 + near.OVERLAP, 0)
    near.likenesses()
    add_look(3 + near.OVERLAP, 0)
    assert [hit.number for hit in near.likenesses().of(10**6, 0)] == [1, 2 + near.OVERLAP, 3 + near.OVERLAP]


@pytest.mark.usefixtures("areas")
class TestReports:
    """Over HTTP, with real pictures."""

    def test_a_picture_saved_again_names_the_report_it_was_in(self, app: Flask, li: Phone, boss: Phone) -> None:
        first = file(li, encoded(street(1), quality=92))
        second = file(li, encoded(street(1).resize((500, 375)), quality=60))
        third = file(li, encoded(street(2)))
        work(app)
        assert set(checks(boss, first)) == {"pictures-new", "chain-whole"}
        answer = checks(boss, second)["near-same-picture-before"]
        assert (answer["report_id"], answer["bits"] <= 6) == (first, True)
        assert "report_id" not in checks(li, second)["near-same-picture-before"]
        assert "near-same-picture-before" not in checks(boss, third)

    def test_two_pictures_of_one_report_may_be_alike(self, app: Flask, li: Phone, boss: Phone) -> None:
        report_id = file(li, encoded(street(1), quality=92), encoded(street(1), quality=60))
        work(app)
        assert checks(boss, report_id)["pictures-new"] == {"photos": 2}

    def test_a_correction_with_the_picture_saved_again_is_no_repetition(self, app: Flask, li: Phone, boss: Phone) -> None:
        first = file(li, encoded(street(1), quality=92))
        second = file(li, encoded(street(1), quality=60), supersedes=first)
        work(app)
        assert "near-same-picture-before" not in checks(boss, second)

    def test_old_photos_and_reports_are_found_out_about_by_themselves(self, app: Flask, li: Phone, boss: Phone) -> None:
        """As after an upgrade: judged photos without looks, reports that nobody ever checked."""
        first = file(li, encoded(street(1), quality=92))
        second = file(li, encoded(street(1), quality=60))
        work(app)
        with app.app_context():

            def forget() -> None:
                db.session.query(PhotoLook).delete()
                db.session.execute(update(Photo).values(traits_rev=0))

            in_transaction(forget)
            while evidence.read_old_photos():
                continue
        work(app)
        assert checks(boss, second)["near-same-picture-before"]["report_id"] == first
