"""The same drill on PostgreSQL: dumped beside writers, opened without a server, put back in one transaction."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts import service
from app.accounts.queries import person_by_username
from app.accounts.rules import Role
from app.cases.report_models import Report
from app.config import Settings
from app.core import clock
from app.core.changes import Change
from app.core.db import db
from app.core.facts import epoch, history
from app.core.transaction import in_transaction
from app.photos.models import Photo
from app.photos.service import place_photo, record_photo
from app.photos.shelf import shelf
from app.safekeeping import landing, orphans, postgres_copy, restore, scrub
from app.safekeeping.backup import take_backup
from app.safekeeping.databases import opened as opened_copy
from app.safekeeping.rules import BackupBroken, BackupRefused
from app.safekeeping.verify import verify_store
from tests.conftest import PASSWORD
from tests.photos.storing import lies_at
from tests.reports.sending import manifest, photo, send, send_photo, sha256
from tests.safekeeping.city import Street, opened, run_until_killed, settings_in, typed
from tests.safekeeping.conftest import signed_in


@pytest.fixture
def settings(fresh_database: Callable[..., dict[str, str]], tmp_path: Path, dest: Path) -> Settings:
    return settings_in(tmp_path / "data", BACKUP_DIR=str(dest), **fresh_database(postgresql=True))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with opened(settings) as app:
        in_transaction(lambda: service.add_person("li", "", (Role.PATROL,), PASSWORD, clock.now()))
        yield app


def rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_drill_into_another_database(
    settings: Settings, app: Flask, street: Street, dest: Path, tmp_path: Path, fresh_database: Callable[..., dict[str, str]]
) -> None:
    li = signed_in(app)
    street.walk(li, 3)
    before = take_backup(dest).snapshot.manifest
    assert (before.kind, before.verified, before.counts["report"], before.photos) == ("postgresql", True, 3, 6)
    street.walk(li, 3)
    old_epoch = epoch()
    with opened(settings_in(tmp_path / "new", **fresh_database(postgresql=True))) as fresh:
        code, said = typed(fresh, "restore", str(dest))
        assert (code, "nothing is damaged" in said) == (0, True), said
        assert history().epoch != old_epoch
        assert history().watermark == before.reached
        assert db.session.scalar(select(func.max(Change.xid))) == 0
        levels = street.offer_everything(signed_in(fresh))
        assert sorted(levels.values()) == ["backed-up"] * 3 + ["photos"] * 3
        assert (rows(Report), rows(Photo)) == (6, 12)
        assert verify_store(full=True).findings == []


def test_replace_moves_the_old_schema_aside_and_the_next_backup_leaves_it_out(
    settings: Settings, app: Flask, street: Street, dest: Path
) -> None:
    street.walk(signed_in(app), 1)
    take_backup(dest)
    street.walk(signed_in(app), 1)
    db.session.remove()
    code, said = typed(app, "restore", str(dest))
    assert (code, "--replace" in said) == (1, True)
    code, said = typed(app, "restore", str(dest), "--replace")
    assert code == 0, said
    (aside,) = db.session.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'"))
    assert aside in said
    assert db.session.scalar(text(f"SELECT count(*) FROM {aside}.report")) == 2
    assert rows(Report) == 1
    db.session.remove()
    assert take_backup(dest).snapshot.manifest.counts["report"] == 1


@pytest.mark.parametrize("step", ["put_back", "_begin_anew"])
def test_killed_in_the_middle_it_can_be_repeated(app: Flask, street: Street, dest: Path, step: str) -> None:
    street.walk(signed_in(app), 1)
    snapshot = take_backup(dest).snapshot
    street.walk(signed_in(app), 1)
    module = landing if step == "put_back" else restore
    run_until_killed(lambda: restore.restore(snapshot, replace=True), module, step)
    assert restore.restore(snapshot).verified.sound
    assert rows(Report) == 1
    street.offer_everything(signed_in(app))
    assert rows(Report) == 2


def test_writers_go_on_while_it_is_dumped_and_the_number_promises_no_more_than_is_in_it(app: Flask, dest: Path) -> None:
    streets = [Street(given=1000 * place) for place in range(3)]
    stop, failures = threading.Event(), list[BaseException]()

    def write(own: Street) -> None:
        try:
            with app.app_context():
                phone = signed_in(app)
            while not stop.is_set():
                own.walk(phone, 1)
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(own,)) for own in streets]
    for writer in writers:
        writer.start()
    try:
        snapshots = [take_backup(dest).snapshot]
        while min(len(own.reports) for own in streets) < 3 and not failures:
            snapshots.append(take_backup(dest).snapshot)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failures == []
    assert all(snapshot.manifest.problems == [] for snapshot in snapshots)
    assert snapshots[-1].manifest.reached <= opened_copy(snapshots[-1].folder).contents().newest_seq


def test_a_damaged_dump_is_found_without_a_server(app: Flask, street: Street, dest: Path) -> None:
    street.walk(signed_in(app), 2)
    copy = opened_copy(take_backup(dest).snapshot.folder)
    assert copy.problems() == []
    content = copy.path.read_bytes()
    copy.path.write_bytes(content[: len(content) * 3 // 4])
    assert copy.problems() != []
    with pytest.raises(BackupBroken):
        copy.contents()


def test_a_snapshot_of_another_kind_of_database_is_refused(app: Flask, dest: Path, tmp_path: Path) -> None:
    snapshot = take_backup(dest).snapshot
    with opened(settings_in(tmp_path / "sqlite")), pytest.raises(BackupRefused, match="restore it into postgresql"):
        restore.restore(snapshot)


def test_without_the_tools_a_sentence_says_what_to_install(
    app: Flask, dest: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres_copy, "_INSTALLED", tmp_path)
    with pytest.raises(BackupRefused, match="postgresql-client"):
        take_backup(dest)


def test_a_report_that_claims_a_photo_and_the_collector_never_both_have_it(app: Flask) -> None:
    stray = photo(77)
    with clock.stopped_at(clock.now() - orphans.UNCLAIMED * 2):
        assert send_photo(signed_in(app), stray).status_code == 201
    reached, go_on = threading.Event(), threading.Event()
    answers: list[dict[str, object]] = []

    def claim() -> None:
        with app.app_context():
            phone = signed_in(app)
        from app.reports import filing

        real = filing.announce_report

        def announce(*args: object, **kwargs: object) -> int:
            reached.set()  # the photo was believed to be there
            assert go_on.wait(30)
            return int(real(*args, **kwargs))  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filing, "announce_report", announce)
            answers.append(dict(send(phone, manifest(stray)).json))

    claiming = threading.Thread(target=claim)
    claiming.start()
    assert reached.wait(30)
    collected: list[int] = []

    def collect() -> None:
        with app.app_context():
            collected.append(orphans.collect_part(sha256(stray)[:2], clock.now()))

    collecting = threading.Thread(target=collect)
    collecting.start()
    wait_for_a_lock_while(collecting.is_alive)
    go_on.set()
    claiming.join()
    collecting.join()
    assert (collected, answers[0]["level"]) == ([0], "photos")
    assert rows(Photo) == 1


def test_a_report_that_is_judged_while_its_photo_is_given_up_counts_both_changes(app: Flask, street: Street) -> None:
    (report_id,) = street.walk(signed_in(app), 1, photos_each=1)
    name = next(iter(street.photos))
    lies_at(shelf().store, name).unlink()
    before = db.session.get_one(Report, report_id).rev
    db.session.rollback()

    def give_up() -> None:
        with app.app_context():
            assert scrub.give_up(name)

    giving_up = threading.Thread(target=give_up)

    def judge() -> None:
        report = db.session.get_one(Report, report_id, with_for_update=True, populate_existing=True)
        report.rev += 1
        db.session.flush()
        giving_up.start()
        wait_for_a_lock_while(giving_up.is_alive)

    in_transaction(judge)
    giving_up.join()
    db.session.expire_all()
    assert db.session.get_one(Report, report_id).rev == before + 2


def test_a_photo_that_is_being_written_down_is_not_collected(app: Flask) -> None:
    stray = photo(78)
    li = person_by_username("li")
    assert li
    placed = place_photo(io.BytesIO(stray), sha256(stray), len(stray), False)
    long_ago = time.time() - 2 * orphans.UNCLAIMED.total_seconds()
    os.utime(lies_at(shelf().store, placed.sha256), (long_ago, long_ago))
    collected: list[int] = []

    def collect() -> None:
        with app.app_context():
            collected.append(orphans.collect_part(placed.sha256[:2], clock.now()))

    collecting = threading.Thread(target=collect)

    def bring() -> None:
        record_photo(placed, li.id, None, clock.now())
        collecting.start()
        wait_for_a_lock_while(collecting.is_alive)

    in_transaction(bring)
    collecting.join()
    assert (collected, shelf().store.has(placed.sha256)) == ([0], True)


def wait_for_a_lock_while(running: Callable[[], bool]) -> None:
    """Returns once some backend of this server waits for a lock that another holds, or nobody is left who could."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with db.engine.connect() as connection:
        while running() and not connection.scalar(waiting):
            connection.rollback()
