"""The keys of originals in backups: one current copy, never poorer than it was, and without those that were destroyed."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.cases.receipts import canonical
from app.cases.sealing import keyring
from app.config import Settings
from app.core import clock
from app.photos.keyring import FILE, Keyring
from app.photos.shelf import EXTENSION, Shelf, shelf
from app.photos.store import Store
from app.safekeeping.backup import take_backup
from app.safekeeping.photo_copies import ROUND, SLOTS, PhotoCopies
from app.safekeeping.restore import restore
from app.safekeeping.rules import BackupBroken
from app.safekeeping.scrub import examine
from app.safekeeping.verify import verify_store
from tests.conftest import Phone
from tests.photos.storing import lies_at
from tests.reports.sending import send
from tests.safekeeping.city import Street, opened, settings_in


def lose_ring(app: Flask, settings: Settings) -> None:
    """As if somebody had deleted the file of the keys and started the server again."""
    kept: Shelf = app.extensions[EXTENSION]
    kept.store.keys.close()
    for path in settings.data_dir.glob(f"{FILE}*"):
        path.unlink()
    ring = Keyring(settings.data_dir / FILE)
    app.extensions[EXTENSION] = Shelf(Store(kept.store.blobs, ring), kept.derived, kept.decoder)


def signed() -> str:
    """A record of a deletion that is ours."""
    keys = keyring("receipt")
    record = {"rule": "a rule", "kid": keys.current}
    return json.dumps({**record, "hmac": keys.sign(canonical(record), keys.current)})


def test_the_copy_of_the_keys_is_whole_private_and_in_no_snapshot(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 1)
    snapshot = take_backup(dest).snapshot
    assert stat.S_IMODE((dest / FILE).stat().st_mode) == 0o600
    copied, ring = Keyring(dest / FILE), shelf().store.keys
    for name in street.photos:
        key = str(shelf().store.key_of(name))
        assert copied.find(key) == ring.find(key) is not None
        assert copied.of(name) == [key]
    assert not list(snapshot.folder.rglob(f"*{FILE}*"))
    secret = ring.find(str(shelf().store.key_of(name)))
    assert secret is not None
    assert not any(secret in path.read_bytes() for path in snapshot.folder.rglob("*") if path.is_file())


def test_a_destroyed_key_leaves_every_copy_with_the_next_backup_and_nothing_is_called_lost(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings
) -> None:
    street.walk(li, 1)
    name, other = sorted(street.photos)
    first = take_backup(dest).snapshot
    store = shelf().store
    secret = store.keys.find(str(store.key_of(name)))
    assert secret is not None
    record = signed()
    store.keys.destroy(store.key_ids(name), record)
    store.remove(name)
    verified = verify_store(full=True)
    assert (verified.sound, [finding.kind for finding in verified.findings]) == (True, ["photo-destroyed", "deletion-begun"])
    assert examine(name) == "destroyed"
    taken = take_backup(dest)
    assert (taken.snapshot.manifest.problems, taken.lost) == ([], [])
    assert secret not in (dest / FILE).read_bytes()
    copies = PhotoCopies(dest / "photos", store)
    assert (copies.path(name).exists(), copies.is_sound(other)) == (False, True)
    with opened(settings_in(settings.data_dir.with_name("elsewhere"))):
        restored = restore(first)
        assert (restored.missing, restored.verified.sound, restored.photos) == ([], True, 1)
        assert shelf().store.keys.records(name) == [record]


def test_a_copy_nobody_can_open_does_not_stand_in_for_a_photo_that_came_anew(
    app: Flask, li: Phone, street: Street, dest: Path
) -> None:
    street.walk(li, 1)
    take_backup(dest)
    store, name = shelf().store, min(street.photos)
    store.keys.destroy(store.key_ids(name), "by a rule")
    content = street.photos[name]
    with store.receive(io.BytesIO(content), name, len(content)) as incoming:
        assert store.place(incoming)
    assert take_backup(dest).fresh == 1
    assert PhotoCopies(dest / "photos", store).is_sound(name)


def test_an_original_from_before_has_no_key_and_its_copy_still_goes(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings
) -> None:
    street.walk(li, 1)
    lose_ring(app, settings)
    store = shelf().store
    name, other = sorted(street.photos)
    for plain in (name, other):
        path = lies_at(store, plain)
        path.chmod(0o600)
        path.write_bytes(street.photos[plain])
    assert verify_store(full=True).findings == []
    take_backup(dest)
    copies = PhotoCopies(dest / "photos", store)
    assert copies.path(name).read_bytes() == street.photos[name]
    assert store.key_ids(name) == []
    store.keys.bury(name, "by a rule")
    store.remove(name)
    assert take_backup(dest).snapshot.manifest.verified
    assert (copies.path(name).exists(), copies.is_sound(other)) == (False, True)
    lies_at(store, other).unlink()
    assert examine(other) == "healed"
    assert store.read(other) == street.photos[other]


def test_a_lost_ring_is_learnt_from_the_backup_before_its_copy_is_replaced(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings
) -> None:
    street.walk(li, 1)
    take_backup(dest)
    lose_ring(app, settings)
    street.walk(li, 1)
    assert [finding.kind for finding in verify_store(full=True).findings] == ["photo-key"] * 2
    assert take_backup(dest).snapshot.manifest.verified
    assert verify_store(full=True).findings == []
    assert all(shelf().store.read(name) == content for name, content in street.photos.items())
    copied = Keyring(dest / FILE)
    assert all(copied.find(str(shelf().store.key_of(name))) for name in street.photos)


def test_without_its_ring_no_original_and_no_copy_is_put_aside(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (report_id,) = street.walk(li, 1)
    take_backup(dest)
    lose_ring(app, settings)
    (dest / FILE).rename(dest / "elsewhere")
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        shelf().store.keys.take()  # an upload that is under way
    assert {examine(name) for name in street.photos} == {"locked"}
    assert "bring its keys back" in caplog.text
    copies = PhotoCopies(dest / "photos", shelf().store)
    with clock.stopped_at(clock.now() + ROUND + ROUND / SLOTS):
        assert copies.rehash_due(clock.now(), everything=True) == []
    assert send(li, street.reports[report_id], report_id).json["level"] == "backed-up"
    (dest / "elsewhere").rename(dest / FILE)
    first, second = street.photos
    assert (examine(first), examine(second)) == ("healed", "sound")


def test_a_rotten_header_is_healed_from_the_backup_like_any_other_rot(app: Flask, li: Phone, street: Street, dest: Path) -> None:
    street.walk(li, 1)
    take_backup(dest)
    name = next(iter(street.photos))
    path = lies_at(shelf().store, name)
    content = bytearray(path.read_bytes())
    content[9] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    assert examine(name) == "healed"
    assert shelf().store.read(name) == street.photos[name]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)


@pytest.mark.parametrize("harm", [cut, no_database], ids=["cut", "another file"])
def test_a_damaged_copy_of_the_keys_is_named_and_never_believed(
    app: Flask, li: Phone, street: Street, dest: Path, settings: Settings, harm: Callable[[Path], None]
) -> None:
    street.walk(li, 1)
    snapshot = take_backup(dest).snapshot
    whole = (dest / FILE).read_bytes()
    harm(dest / FILE)
    with pytest.raises(BackupBroken, match="copied keys"):
        take_backup(dest)
    with opened(settings_in(settings.data_dir.with_name("elsewhere"))), pytest.raises(BackupBroken):
        restore(snapshot)
    (dest / FILE).write_bytes(whole)
    assert take_backup(dest).snapshot.manifest.verified
