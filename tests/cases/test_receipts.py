"""Receipts are signed so that anybody with the key can check them, and nobody else can make one."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.cases import receipts
from app.cases.sealing import keyring
from tests.reports.sending import deliver, manifest, send


@pytest.fixture
def receipt(sign_in: Any) -> dict[str, Any]:
    return deliver(sign_in("li", Role.PATROL))


def test_the_signature_can_be_checked_with_nothing_but_the_key(receipt: dict[str, Any], settings: Any) -> None:
    key = (settings.data_dir / "keys" / f"receipt-{receipt['kid']}.key").read_bytes()
    signed = {name: value for name, value in receipt.items() if name != "hmac"}
    # Without numbers that need RFC 8785's own spelling, its form is sorted names, no blanks, UTF-8.
    plain = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert receipt["hmac"] == hmac.new(key, plain, hashlib.sha256).hexdigest()


def test_the_key_is_not_the_secret_key_and_only_its_owner_reads_it(receipt: dict[str, Any], settings: Any) -> None:
    path: Path = settings.data_dir / "keys" / f"receipt-{receipt['kid']}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() != settings.secret_key.encode()


def test_our_receipt_has_no_fault(receipt: dict[str, Any], ctx: Flask) -> None:
    assert receipts.fault_of(receipt, keyring("receipt")) is None


@pytest.mark.parametrize("name", ["report_id", "level", "missing", "flags", "placement", "received_at", "commit_seq", "case_no"])
def test_a_receipt_that_was_changed_anywhere_is_found_out(receipt: dict[str, Any], ctx: Flask, name: str) -> None:
    assert receipts.fault_of({**receipt, name: "other"}, keyring("receipt")) is not None
    without = {key: value for key, value in receipt.items() if key != name}
    assert receipts.fault_of(without, keyring("receipt")) is not None


@pytest.mark.parametrize(
    "changed", [{"kid": "7"}, {"kid": 1}, {"kid": "../data-1"}, {"hmac": None}, {"hmac": "\ud800"}, {"x": 2**60}]
)
def test_an_odd_receipt_is_refused_without_harm(receipt: dict[str, Any], ctx: Flask, changed: dict[str, Any]) -> None:
    assert receipts.fault_of({**receipt, **changed}, keyring("receipt")) is not None


def test_a_key_in_use_before_still_verifies_and_the_new_one_signs(sign_in: Any, ctx: Flask, settings: Any) -> None:
    li = sign_in("li", Role.PATROL)
    before = send(li, manifest()).json
    (settings.data_dir / "keys" / "receipt-2.key").write_bytes(b"k" * 32)
    after = send(li, manifest()).json
    assert (before["kid"], after["kid"]) == ("1", "2")
    assert receipts.fault_of(before, keyring("receipt")) is None
    assert receipts.fault_of(after, keyring("receipt")) is None
