"""The keys of originals: durable before they are used, used once, and gone for good when destroyed."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from app.photos.keyring import AT_ONCE, FILE, Key, Keyring
from app.photos.rules import StorageBroken

PHOTO, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / FILE)


def again(ring: Keyring) -> Keyring:
    """The same keys as another process finds them."""
    return Keyring(ring.path)


def test_a_key_is_found_by_everybody_before_it_is_given_out_and_never_given_twice(ring: Keyring) -> None:
    taken: list[Key] = []
    start = threading.Barrier(4)

    def take() -> None:
        start.wait()
        for _ in range(AT_ONCE):
            key = ring.take()
            assert again(ring).find(key.id) == key.secret
            taken.append(key)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.id for key in taken}) == len({key.secret for key in taken}) == 4 * AT_ONCE
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600


def test_many_keys_cost_one_commit(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    ring.take()
    monkeypatch.setattr(ring._file, "write", lambda _work: pytest.fail("another commit"))
    for _ in range(AT_ONCE - 1):
        ring.take()


def test_a_fork_takes_keys_of_its_own(ring: Keyring) -> None:
    ring.take()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, ring.take().id.encode())
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    child = os.read(reading, 100).decode()
    assert again(ring).find(child) is not None
    assert child not in {ring.take().id for _ in range(AT_ONCE)}


def test_whoever_only_looks_makes_no_file(ring: Keyring) -> None:
    assert (ring.find("00"), ring.of(PHOTO), ring.records(PHOTO), ring.gone(), ring.since()) == (None, [], [], [], None)
    assert not ring.path.exists()


def test_a_destroyed_key_is_nowhere_in_the_file_and_its_record_is(ring: Keyring) -> None:
    keys = [ring.take() for _ in range(3)]
    ring.name([(key.id, PHOTO) for key in keys[:2]])
    assert ring.destroy([keys[0].id], "record 1") == 1
    assert ring.destroy([keys[0].id], "record 2") == 0
    assert (ring.find(keys[0].id), ring.destroyed(keys[0].id), ring.destroyed(keys[1].id)) == (None, "record 1", None)
    assert (ring.records(PHOTO), ring.gone()) == ([], [])
    assert ring.destroy([key.id for key in keys[:2]], "record 3") == 1
    assert (sorted(ring.records(PHOTO)), ring.gone()) == (["record 1", "record 3"], [PHOTO])
    left = b"".join(path.read_bytes() for path in ring.path.parent.iterdir())
    assert [key.secret in left for key in keys] == [False, False, True]


def test_what_a_key_was_used_for_is_written_with_the_next_keys_or_at_once_when_asked(ring: Keyring) -> None:
    first, second = ring.take(), ring.take()
    ring.used(first.id, PHOTO)
    assert (ring.of(PHOTO), again(ring).of(PHOTO)) == ([first.id], [])
    assert ring.unnamed([first.id, second.id, "unknown"]) == [first.id, second.id]
    for _ in range(AT_ONCE):
        ring.take()
    ring.name([(second.id, PHOTO), (first.id, OTHER)])
    assert again(ring).of(PHOTO) == sorted((first.id, second.id))
    assert again(ring).of(OTHER) == []


def test_an_original_that_never_had_a_key_is_known_as_destroyed_once(ring: Keyring) -> None:
    ring.bury(PHOTO, "record")
    ring.bury(PHOTO, "record")
    assert (ring.gone(), ring.records(PHOTO), len(ring.of(PHOTO))) == ([PHOTO], ["record"], 1)


def test_a_copy_brings_lost_keys_back_and_never_destroyed_ones(ring: Keyring, tmp_path: Path) -> None:
    kept, destroyed_here, destroyed_there = ring.take(), ring.take(), ring.take()
    ring.name([(kept.id, PHOTO)])
    early = tmp_path / "early"
    ring.copy_to(early)
    ring.destroy([destroyed_there.id], "there")
    late = tmp_path / "late"
    ring.copy_to(late)
    assert stat.S_IMODE(late.stat().st_mode) == 0o600
    assert destroyed_there.secret not in late.read_bytes()
    new = Keyring(tmp_path / "elsewhere.db")
    assert new.learn(early) == AT_ONCE
    new.destroy([destroyed_here.id], "here")
    assert new.learn(late) == 0
    assert new.learn(early) == 0
    assert (new.find(kept.id), new.of(PHOTO)) == (kept.secret, [kept.id])
    assert (new.destroyed(destroyed_here.id), new.destroyed(destroyed_there.id)) == ("here", "there")
    assert new.since() == ring.since()


def test_a_file_that_is_no_ring_is_told_and_nothing_is_changed(ring: Keyring, tmp_path: Path) -> None:
    key = ring.take()
    broken = tmp_path / "broken"
    broken.write_bytes(b"no database at all" * 500)
    with pytest.raises(StorageBroken):
        ring.learn(broken)
    with pytest.raises(StorageBroken):
        Keyring(broken).take()
    assert ring.find(key.id) == key.secret
