"""Decides what happens to the sealed entries of an export file that a person hands in for a phone."""

from __future__ import annotations

from typing import cast

from flask import current_app

from app.core.keys import ExportKeys


def export_keys() -> ExportKeys:
    """The running app's keys that phones seal exports to."""
    return cast(ExportKeys, current_app.extensions["export_keys"])
