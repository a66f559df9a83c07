"""Keys: made once, kept private, verifiable later, and sealed bytes open only where they belong."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from app.core.keys import ExportKeys, KeyRing


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


def test_the_first_export_key_is_made_once_private_and_in_the_form_that_browsers_take(tmp_path: Path) -> None:
    keys = ExportKeys(tmp_path / "keys")
    told = keys.published()
    assert told == keys.published() == ExportKeys(tmp_path / "keys").published()
    [path] = (tmp_path / "keys").iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("export-1.pem", 0o600)
    assert (told["kid"], told["alg"]) == ("1", "RSA-OAEP-256")
    jwk = dict(told["jwk"])  # type: ignore[call-overload]
    assert len(base64.urlsafe_b64decode(jwk.pop("n") + "==")) * 8 == 3072
    assert jwk == {"kty": "RSA", "e": "AQAB", "alg": "RSA-OAEP-256", "ext": True, "key_ops": ["encrypt"]}


def test_processes_and_threads_that_start_together_publish_one_export_key(tmp_path: Path) -> None:
    program = "import json, sys; from pathlib import Path; from app.core.keys import ExportKeys; "
    program += "print(json.dumps(ExportKeys(Path(sys.argv[1])).published()))"
    command = [sys.executable, "-c", program, str(tmp_path / "keys")]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told: list[object] = []
    ours = ExportKeys(tmp_path / "keys")
    threads = [threading.Thread(target=lambda: told.append(ours.published())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told += [json.loads(other.communicate()[0]) for other in others]
    assert len(told) == 6
    assert all(one == told[0] for one in told)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["export-1.pem"]


def test_a_new_export_key_is_published_and_the_old_one_stays(tmp_path: Path) -> None:
    keys = ExportKeys(tmp_path / "keys")
    first = keys.published()
    elsewhere = ExportKeys(tmp_path / "keys")
    assert elsewhere.rotate() == "2"
    assert keys.published()["kid"] == "2"
    assert keys.published()["jwk"] != first["jwk"]
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["export-1.pem", "export-2.pem"]


def test_an_export_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="3"):
        ExportKeys(tmp_path / "keys").unwrap(b"x" * 384, "3")
