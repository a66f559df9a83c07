"""Deliberate bugs of the server: durability, exactly once, receipts, feed, collection."""

from __future__ import annotations

from tests.faults.mutants.trial import PYTEST, Mutant

STEPS = "tests/faults/test_every_step.py::test_whichever_step_fails_nothing_false_is_claimed_and_a_retry_goes_through"
POWER = "tests/faults/test_every_step.py::test_whenever_the_power_fails_what_was_acknowledged_is_on_the_disk"
STORE, SENDING = "tests/photos/test_store.py", "tests/reports/test_sending.py"


def _server(name: str, file: str, old: str, new: str, *test: str, needs: str | None = None) -> Mutant:
    return Mutant(name, file, old, new, PYTEST, test, needs)


SERVER = (
    _server(
        "answer before the commit",
        "app/reports/service.py",
        "        return in_transaction(lambda: _file(arrival, courier, now, from_phone))\n",
        """        from app.core.db import db

        answer = _file(arrival, courier, now, from_phone)
        db.session.rollback()  # to be written by somebody else, a moment later
        return answer
""",
        f"{POWER}[report]",
    ),
    _server(
        "a commit is not flushed to the disk",
        "app/core/db.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        "tests/faults/test_order_of_calls.py",
        needs="strace",
    ),
    _server(
        "a photo's bytes are not flushed",
        "app/core/disk.py",
        "        os.fchmod(descriptor, mode)\n        os.fsync(descriptor)\n",
        "        os.fchmod(descriptor, mode)\n",
        f"{POWER}[first photo]",
    ),
    _server(
        "a photo's name is not flushed",
        "app/photos/folder_blobs.py",
        "            sync_folder(folder)\n            for above",
        "            for above",
        f"{POWER}[first photo]",
    ),
    _server(
        "flushed only after it has its name",
        "app/photos/folder_blobs.py",
        """            sync_file(path, path.stat().st_size, MODE)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            os.rename(path, target)
""",
        """            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            os.rename(path, target)
            sync_file(target, target.stat().st_size, MODE)
""",
        f"{STORE}::test_everything_is_on_the_disk_before_the_answer",
    ),
    _server(
        "written in place, without temp file and rename",
        "app/photos/store.py",
        "        path = self.blobs.incoming / uuid4().hex\n",
        "        path = self.blobs.incoming.parent / sha256[:2] / sha256[2:4] / sha256\n"
        "        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)\n",
        f"{POWER}[first photo]",
    ),
    _server(
        "a short write is taken for a whole one",
        "app/core/disk.py",
        "    view = memoryview(chunk)\n    while view:\n        view = view[os.write(descriptor, view) :]\n",
        "    os.write(descriptor, chunk)\n",
        f"{STORE}::test_short_writes_are_continued",
    ),
    _server(
        "the hash of a photo is not checked",
        "app/photos/store.py",
        "            if digest != sha256:\n",
        "            if not digest:\n",
        f"{STORE}::test_other_bytes_than_named_leave_nothing",
    ),
    _server(
        "a broken upload leaves its temp file",
        "app/photos/store.py",
        "        with disk_errors_told(), removed_on_error(path):\n            digest",
        "        with disk_errors_told():\n            digest",
        f"{STEPS}[instead-EIO-first photo]",
    ),
    _server(
        "a key is not flushed before it is used",
        "app/photos/keys_file.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        "tests/faults/test_order_of_calls.py",
        needs="strace",
    ),
    _server(
        "a key is given out before it is written down",
        "app/photos/keyring.py",
        "        self._file.write(work)\n        for key_id, _ in used:",
        "        for key_id, _ in used:",
        f"{STORE}::test_each_file_has_a_key_of_its_own_that_is_there_before_the_file",
    ),
    _server(
        "a fork uses the keys of its parent",
        "app/photos/keys_file.py",
        "        file.in_child()\n",
        "        pass\n",
        "tests/photos/test_keyring.py::test_a_fork_takes_keys_of_its_own",
    ),
    _server(
        "the backup replaces its keys without looking what they know",
        "app/safekeeping/backup.py",
        "        content_keys.bring_back(store.keys, dest)\n",
        "",
        "tests/safekeeping/test_content_keys.py::test_a_lost_ring_is_learnt_from_the_backup_before_its_copy_is_replaced",
    ),
    _server(
        "no primary key: each arrival is a report of its own",
        "app/reports/filing.py",
        '        "id": manifest.report_id,\n',
        '        "id": str(__import__("uuid").uuid4()),\n',
        f"{STEPS}[after it was done-EIO-report]",
    ),
    _server(
        "each photo makes its report whole again",
        "app/reports/photo_arrivals.py",
        "        if not report.others_missing:\n            make_whole(report, now)\n",
        "        make_whole(report, now)\n",
        "tests/faults/test_again.py",
    ),
    _server(
        "missing photos do not count",
        "app/cases/receipts.py",
        "    return all(link.stored for link in links)\n",
        "    return True\n",
        f"{SENDING}::test_a_new_report_whose_photos_are_missing_is_202_and_says_which",
    ),
    _server(
        "a photo that never came is taken as brought",
        "app/reports/filing.py",
        '            "stored": photo.sha256 in known,\n',
        '            "stored": True,\n',
        "tests/faults/test_again.py",
    ),
    _server(
        "a receipt of other bytes on conflict",
        "app/reports/service.py",
        "    if there == arrival.sha256:\n        return _again(manifest.report_id, arrival.sha256, courier, now)\n",
        "    if there is not None:\n        return _again(manifest.report_id, there, courier, now)\n",
        f"{SENDING}::test_other_bytes_under_the_same_id_are_409_and_kept_in_quarantine",
    ),
    _server(
        "a second verdict opens a second case",
        "app/review/service.py",
        "    rules.check_pending(report.status, report.superseded_by)\n",
        "",
        "tests/review/test_routes.py::test_a_second_verdict_is_409_and_changes_nothing",
    ),
    _server(
        "the feed is paged by number alone on PostgreSQL",
        "app/core/changes.py",
        "def _by_xid() -> bool:\n    return connection().dialect.name == POSTGRESQL\n",
        "def _by_xid() -> bool:\n    return False\n",
        "tests/core/test_commit_order.py::test_what_comes_after_an_open_transaction_waits_for_it_and_then_comes_in_order",
        needs="postgresql",
    ),
    _server(
        "orphan collection takes what a report named a moment ago",
        "app/safekeeping/orphans.py",
        "    if named or shops.is_front(sha256):\n",
        "    if shops.is_front(sha256):\n",
        "tests/safekeeping/test_orphans.py::test_a_report_that_names_it_first_keeps_it",
    ),
    _server(
        "a full disk under the database is a bug of ours",
        "app/core/problems.py",
        "    if not any(words in str(error) for words in NO_ROOM):\n",
        "    if error is not None:\n",
        f"{STEPS}[instead-disk full-report]",
    ),
)
