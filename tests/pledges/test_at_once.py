"""Many desks and phones at once: numbers without gap or twin, one pledge in force for each shop, one row for each signing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.pledges import filing
from app.pledges.models import Pledge, ShopStanding
from app.pledges.rules import State
from tests.conftest import Phone
from tests.pledges.signing import confirm, file, read, shop, sign, signing
from tests.reports.sending import sealed, send

AT_ONCE = 6


def together(works: Sequence[Callable[[], object]]) -> None:
    """Begun at the same moment; whatever one of them raises is raised here."""
    begin, failed = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], object]) -> None:
        try:
            begin.wait()
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def desk_files(app: Flask, desk: Phone, ids: list[str]) -> Callable[[], None]:
    """A desk with a connection of its own."""

    def work() -> None:
        with app.app_context():
            person = person_by_id(desk.person_id)
            assert person is not None
            by = actor_of(person)
            in_transaction(lambda: filing.file(ids, by, clock.now()))
            db.session.remove()

    return work


def test_batches_filed_at_once_share_the_numbers_without_gap_or_twin(app: Flask, boss: Phone, li: Phone, scheme: None) -> None:
    ids = [sign(li, shop(app, f"店{number}")) for number in range(AT_ONCE * 2)]
    for one in ids:
        confirm(boss, one)
    together([desk_files(app, boss, ids[place::AT_ONCE]) for place in range(AT_ONCE)])
    with app.app_context():
        running = sorted(db.session.scalars(select(Pledge.running)))
        numbers = set(db.session.scalars(select(Pledge.number)))
    assert running == list(range(1, len(ids) + 1))
    assert len(numbers) == len(ids)


def test_a_batch_that_fails_gives_no_number_away(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    first, second = sign(li, shop_id), sign(li, shop(app, "另一家"))
    for one in (first, second):
        confirm(boss, one)
    with app.app_context():
        person = person_by_id(boss.person_id)
        assert person is not None
        by = actor_of(person)

        def fails() -> None:
            filing.file([first], by, clock.now())
            raise KeyboardInterrupt

        try:
            in_transaction(fails)
        except KeyboardInterrupt:
            db.session.rollback()
    assert read(boss, first)["state"] == "confirmed"
    assert [one["number"][-2:] for one in file(boss, second, first)["filed"]] == ["1号", "2号"]


def test_two_pledges_of_a_shop_filed_at_once_leave_one_in_force(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    ids = [sign(li, shop_id) for _ in range(2)]
    for one in ids:
        confirm(boss, one)
    together([desk_files(app, boss, [one]) for one in ids])
    with app.app_context():
        rows = db.session.scalars(select(Pledge).where(Pledge.superseded_by.is_(None))).all()
        assert [(row.state, row.id) for row in rows] == [(State.FILED, ids[1])]
        assert db.session.get_one(ShopStanding, shop_id).pledge_id == ids[1]


def test_the_same_signing_from_many_connections_is_one_pledge(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report = signing(li, shop_id)
    body = sealed(report)
    answers: list[int] = []
    together([lambda: answers.append(send(li, body, report["report_id"]).status_code)] * AT_ONCE)
    assert set(answers) == {202}
    with app.app_context():
        assert [row.id for row in db.session.scalars(select(Pledge))] == [report["report_id"]]
    assert [one["kind"] for one in read(boss, report["report_id"])["events"]] == ["signed"]
