"""Keys: made once, kept private, verifiable later, and sealed bytes open only where they belong."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from app.core.keys import KeyRing


def test_the_first_key_is_made_once_and_private(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys", "receipt")
    assert ring.current == ring.current == "1"
    [path] = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 32


def test_two_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    signatures: list[str] = []

    def start() -> None:
        ring = KeyRing(tmp_path / "keys", "receipt")
        signatures.append(ring.sign(b"receipt", ring.current))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signatures) == 8
    assert len(set(signatures)) == 1


def test_an_older_key_still_verifies_after_a_new_one_came(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys", "receipt")
    old = ring.sign(b"receipt", ring.current)
    (tmp_path / "keys" / "receipt-2.key").write_bytes(b"k" * 32)
    assert ring.current == "2"
    assert ring.sign(b"receipt", "1") == old
    assert ring.sign(b"receipt", "2") != old


def test_the_tenth_key_is_newer_than_the_ninth(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys", "data")
    (tmp_path / "keys").mkdir()
    for number in (9, 10):
        (tmp_path / "keys" / f"data-{number}.key").write_bytes(b"k" * 32)
    assert ring.current == "10"


def test_sealed_bytes_open_only_with_what_they_were_bound_to(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys", "data")
    sealed = ring.seal(b"13800000000", b"report-1")
    assert b"13800000000" not in sealed
    assert ring.open(sealed, b"report-1") == b"13800000000"
    with pytest.raises(InvalidTag):
        ring.open(sealed, b"report-2")


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="7"):
        KeyRing(tmp_path / "keys", "receipt").sign(b"x", "7")
