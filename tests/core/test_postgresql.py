"""A PostgreSQL server: which ones are good enough, how sessions behave, and what happens when transactions collide."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from app.core import postgresql
from app.core.db import db
from app.core.errors import Unavailable
from app.core.facts import Fact
from app.core.locks import hold
from app.core.transaction import in_transaction
from scripts.serving import ROOT, environment, free_port, serving
from tests.databases import DURABLE, Cluster, cluster


@pytest.fixture(scope="module")
def durable() -> Iterator[Cluster]:
    """A server as a city should run it."""
    with cluster(**DURABLE) as running:
        yield running


def test_a_server_that_keeps_what_it_confirms_is_accepted(durable: Cluster) -> None:
    engine = create_engine(durable.url("postgres"))
    postgresql.check(engine)
    engine.dispose()


def test_a_server_without_fsync_is_refused_with_a_sentence(postgresql_app: Flask) -> None:
    with postgresql_app.app_context(), pytest.raises(postgresql.NotDurable, match="fsync = off.*Set fsync = on"):
        postgresql.check(db.engine)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_database_that_commits_before_the_disk_has_it_is_refused(durable: Cluster, setting: str) -> None:
    name = durable.create()
    durable.run(f"ALTER DATABASE {name} SET {setting} = off")
    engine = create_engine(durable.url(name))
    with pytest.raises(postgresql.NotDurable, match=setting):
        postgresql.check(engine)
    engine.dispose()


def serve(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "app.serve"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_the_server_does_not_start_on_a_database_that_may_forget(postgresql: Cluster, tmp_path: Path) -> None:
    done = serve(environment(tmp_path, free_port(), {"DATABASE_URL": postgresql.url("postgres")}))
    assert done.returncode == 1
    assert "fsync = off" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = serve(environment(tmp_path, free_port(), {"DATABASE_URL": f"postgresql+psycopg://x@/x?host={tmp_path}"}))
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_starts_on_a_durable_database_and_makes_its_tables(durable: Cluster, tmp_path: Path) -> None:
    url = durable.url(durable.create())
    with serving(environment(tmp_path, free_port(), {"DATABASE_URL": url})):
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM fact WHERE name = 'epoch'")) == 1
        engine.dispose()


def test_every_session_waits_for_locks_and_sits_idle_only_so_long(postgresql_app: Flask) -> None:
    with postgresql_app.app_context():
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            assert db.session.scalar(text(f"SHOW {name}")) not in {"0", ""}


def at_once(app: Flask, *works: Callable[[], Any]) -> list[object]:
    """What each work returned or raised, all having run in transactions of their own at the same time."""
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                results[place] = in_transaction(work)
            except Exception as error:
                results[place] = error

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_transactions_in_each_others_way_both_succeed_in_the_end(postgresql_app: Flask) -> None:
    both = threading.Barrier(2)
    tries: list[str] = []

    def take(first: str, second: str) -> str:
        tries.append(first)
        db.session.execute(select(Fact).where(Fact.name == first).with_for_update()).one()
        if len(tries) <= 2:
            both.wait()
        db.session.execute(select(Fact).where(Fact.name == second).with_for_update()).one()
        return first

    with postgresql_app.app_context():
        in_transaction(lambda: db.session.add_all([Fact(name="a", value="1"), Fact(name="b", value="1")]))
    assert at_once(postgresql_app, lambda: take("a", "b"), lambda: take("b", "a")) == ["a", "b"]
    assert len(tries) > 2  # whoever lost may lose again to a slow winner


def test_a_lock_that_is_not_given_in_time_means_come_again(postgresql_app: Flask) -> None:
    held, may_end = threading.Event(), threading.Event()

    def keep() -> None:
        hold("it")
        held.set()
        may_end.wait()

    def impatient() -> None:
        held.wait()
        db.session.execute(text("SET LOCAL lock_timeout = '10ms'"))
        try:
            hold("it")
        finally:
            may_end.set()

    _, refused = at_once(postgresql_app, keep, impatient)
    assert isinstance(refused, Unavailable)
    assert refused.retry_after_s


def test_who_holds_several_names_in_another_order_is_in_nobodys_way(postgresql_app: Flask) -> None:
    def work(*names: str) -> Callable[[], str]:
        return lambda: hold(*names) or "done"  # type: ignore[func-returns-value]

    assert at_once(postgresql_app, *[work("x", "y", "z"), work("z", "y", "x")] * 10) == ["done"] * 20


def test_a_connection_that_broke_is_replaced_by_the_next_request(postgresql_app: Flask, postgresql: Cluster) -> None:
    with postgresql_app.app_context():
        db.session.scalar(select(Fact.value))
        db.session.rollback()
        postgresql.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'")
        assert db.session.scalar(select(Fact.value)) is not None


def test_a_server_that_goes_away_within_a_transaction_means_come_again(postgresql_app: Flask, postgresql: Cluster) -> None:
    def cut() -> None:
        db.session.add(Fact(name="late", value="1"))
        db.session.flush()
        postgresql.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'")
        db.session.add(Fact(name="later", value="1"))
        db.session.flush()

    with postgresql_app.app_context():
        with pytest.raises(Unavailable):
            in_transaction(cut)
        assert db.session.get(Fact, "late") is None
