"""Decides how manifest bytes with somebody's number in them lie in the database. Knows no field of a manifest."""

from __future__ import annotations

from typing import cast

from flask import current_app

from app.cases.deletions import check_there
from app.cases.report_models import Report
from app.core.keys import KeyRing


def keyring(purpose: str) -> KeyRing:
    """The running app's keys of one purpose (`receipt` signs, `data` seals)."""
    return cast(KeyRing, current_app.extensions["keys"][purpose])


def seal_manifest(report_id: str, manifest: bytes) -> bytes:
    """The bytes as they are kept: they open only as the manifest of this report."""
    return keyring("data").seal(manifest, _bound_to(report_id))


def manifest_bytes(report: Report) -> bytes:
    """The manifest exactly as it came. Raises InvalidTag when the row was altered, Destroyed when it is gone."""
    check_there(report)
    return keyring("data").open(report.manifest, _bound_to(report.id)) if report.sealed else report.manifest


def _bound_to(report_id: str) -> bytes:
    return f"report:{report_id}".encode()
