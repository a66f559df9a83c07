"""With its keys an original is gone from everywhere: from copies and backups, and it stays gone when one is restored."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.db import db
from app.photos.keyring import FILE as KEYS
from app.photos.sealed import OriginalUnreadable
from app.photos.shelf import shelf
from app.safekeeping import content_keys
from app.safekeeping.backup import take_backup
from app.safekeeping.photo_copies import PhotoCopies
from app.safekeeping.snapshots import PHOTOS
from tests.conftest import Phone
from tests.lifecycle.city import HALF_A_YEAR, City
from tests.photos.storing import lies_at
from tests.reports.sending import deliver, photo, sha256

NAMES = [sha256(photo(shade)) for shade in (1, 2)]


def test_no_copy_opens_any_more_and_the_next_backup_lets_go_of_what_is_left(rejected: str, city: City, tmp_path: Path) -> None:
    dest, stolen = tmp_path / "backups", tmp_path / "stolen"
    city.ask(lambda: take_backup(dest))
    city.ask(lambda: shutil.copy(lies_at(shelf().store, NAMES[0]), stolen))
    key_ids = city.ask(lambda: [key_id for name in NAMES for key_id in shelf().store.key_ids(name)])
    secrets = city.ask(lambda: [shelf().store.keys.find(key_id) for key_id in key_ids])
    assert all(secret and secret in (dest / KEYS).read_bytes() for secret in secrets)

    city.apply(HALF_A_YEAR)

    assert len(key_ids) == 2
    assert city.ask(lambda: [shelf().store.keys.find(key_id) for key_id in key_ids]) == [None, None]
    record = city.record()
    assert [one["keys"] for one in record["photos"]] == [[key_id] for key_id in key_ids]
    with city.app.app_context(), stolen.open("rb") as copy, pytest.raises(OriginalUnreadable):
        shelf().store.opened_copy(copy, NAMES[0]).read()
    city.ask(lambda: take_backup(dest))
    copies = city.ask(lambda: PhotoCopies(dest / PHOTOS, shelf().store))
    assert [copies.path(name).exists() for name in NAMES] == [False, False]
    assert city.ask(lambda: content_keys.problems(dest)) == []
    left = [file for file in tmp_path.rglob("*") if file.is_file() for secret in secrets if secret in file.read_bytes()]
    assert left == [], "no file of this machine or its backup has a secret of a destroyed key"
    assert city.damage() == []


def test_where_the_backup_is_at_hand_its_copies_go_at_once_and_a_new_photo_is_copied_anew(
    rejected: str, city: City, li: Phone, tmp_path: Path
) -> None:
    dest = tmp_path / "backups"
    city.app.extensions["settings"] = replace(city.app.extensions["settings"], backup_dir=dest)
    city.ask(lambda: take_backup(dest))
    city.apply(HALF_A_YEAR)
    copies = city.ask(lambda: PhotoCopies(dest / PHOTOS, shelf().store))
    assert [copies.path(name).exists() for name in NAMES] == [False, False]
    deliver(li, photos=(photo(1),))
    city.ask(lambda: take_backup(dest))
    assert city.ask(lambda: [copies.is_sound(name) for name in NAMES]) == [True, False]


def test_what_comes_back_with_an_older_database_is_told_and_goes_again(rejected: str, city: City, tmp_path: Path) -> None:
    if city.ask(lambda: db.engine.dialect.name) != "sqlite":
        pytest.skip("the database is put back as a file")
    file = Path(str(city.ask(lambda: db.engine.url.database)))
    city.ask(lambda: db.engine.dispose())
    shutil.copy(file, tmp_path / "older.db")
    city.apply(HALF_A_YEAR)
    city.ask(lambda: db.engine.dispose())
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    shutil.copy(tmp_path / "older.db", file)

    assert city.report(rejected).destroyed_at is None
    assert city.damage() == []
    assert {kind for kind, _ in city.notes()} == {"deletion-begun", "photo-destroyed"}
    assert city.apply(HALF_A_YEAR).reports == 1
    assert city.damage() == []
    assert city.notes() == []


def test_keys_that_were_destroyed_without_a_record_of_ours_are_named(rejected: str, city: City) -> None:
    ring = city.ask(lambda: shelf().store.keys)
    ring.destroy(city.ask(lambda: shelf().store.key_ids(NAMES[0])), '{"kind": "report"}')
    assert [line.split(":")[0] for line in city.damage()] == ["deletion-forged"]
