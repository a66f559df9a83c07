"""Entries of an export file: they open as what they are, or say precisely why not."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.core.errors import InvalidBody
from app.core.keys import ExportKeys
from app.reports.envelope import DamagedEntry, NotSealed, UnknownExportKey, open_entry
from tests.reports.sealing_as_phone import Sealer
from tests.reports.sending import manifest, photo, sealed, sha256

REPORT = manifest()
NAME = f"report:{REPORT['report_id']}"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> ExportKeys:
    return ExportKeys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def sealer(keys: ExportKeys) -> Sealer:
    return Sealer(keys.published())


def test_what_a_phone_sealed_opens_as_it_was(keys: ExportKeys, sealer: Sealer) -> None:
    body = sealed(REPORT)
    envelope = sealer.seal(NAME, body)
    assert body not in envelope
    assert open_entry(envelope, NAME, keys) == body
    assert open_entry(sealer.seal("draft:x", b""), "draft:x", keys) == b""


def test_an_old_export_opens_after_the_key_was_changed(tmp_path: Path) -> None:
    keys = ExportKeys(tmp_path / "keys")
    old = Sealer(keys.published()).seal(NAME, b"{}")
    assert keys.rotate() == "2"
    assert keys.published()["kid"] == "2"
    assert open_entry(old, NAME, ExportKeys(tmp_path / "keys")) == b"{}"


def test_a_key_of_another_server_is_named(tmp_path: Path, keys: ExportKeys) -> None:
    elsewhere: dict[str, Any] = {**keys.published(), "kid": "7"}
    with pytest.raises(UnknownExportKey) as refusal:
        open_entry(Sealer(elsewhere).seal(NAME, b"{}"), NAME, keys)
    assert refusal.value.facts == {"fault": "unknown-key", "kid": "7"}


def test_the_same_number_of_another_servers_key_does_not_open(tmp_path: Path, keys: ExportKeys) -> None:
    elsewhere = ExportKeys(tmp_path / "elsewhere")
    with pytest.raises(DamagedEntry):
        open_entry(Sealer(elsewhere.published()).seal(NAME, b"{}"), NAME, keys)


@pytest.mark.parametrize("kid", ["../export-1", "1/../1", "", "１", "x" * 200])
def test_a_kid_is_no_path(keys: ExportKeys, kid: str) -> None:
    keys.published()
    forged = {**keys.published(), "kid": kid}
    with pytest.raises((UnknownExportKey, DamagedEntry)):
        open_entry(Sealer(forged).seal(NAME, b"{}"), NAME, keys)


def test_a_bit_that_changed_anywhere_is_damage_and_never_other_content(keys: ExportKeys, sealer: Sealer) -> None:
    envelope = sealer.seal(NAME, sealed(REPORT))
    places = [4, 5, 6, 7, 8, 200, 391, 392, 395, 403, 404, 450, len(envelope) - 17, len(envelope) - 1]
    for place in places:
        damaged = bytearray(envelope)
        damaged[place] ^= 1
        with pytest.raises((DamagedEntry, UnknownExportKey)):
            open_entry(bytes(damaged), NAME, keys)


def test_an_entry_cut_off_at_any_length_is_refused(keys: ExportKeys, sealer: Sealer) -> None:
    envelope = sealer.seal(NAME, sealed(REPORT))
    for length in [*range(0, 30), 390, 391, 392, 403, 404, 420, len(envelope) - 1]:
        with pytest.raises(InvalidBody) as refusal:
            open_entry(envelope[:length], NAME, keys)
        assert refusal.value.facts["fault"] == ("not-sealed" if length < 4 else "damaged")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"XJX", secrets.token_bytes(5000), photo(1)])
def test_what_was_never_sealed_is_told_apart_from_damage(keys: ExportKeys, content: bytes) -> None:
    with pytest.raises(NotSealed):
        open_entry(content, NAME, keys)


def test_no_entry_passes_as_another(keys: ExportKeys, sealer: Sealer) -> None:
    envelope = sealer.seal(NAME, sealed(REPORT))
    for name in (f"report:{uuid4()}", f"draft:{REPORT['report_id']}", f"photo:{sha256(sealed(REPORT))}"):
        with pytest.raises(DamagedEntry, match="renamed"):
            open_entry(envelope, name, keys)
