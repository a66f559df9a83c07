"""Decides what happens to the sealed entries of an export file that a person hands in for a phone.

Each entry is opened and then taken as if the phone had sent it, with that person as courier; the author stays the
author. So handing in twice, or handing in what the phone sends later after all, changes nothing.
"""

from __future__ import annotations

import io
from typing import cast
from uuid import UUID

from flask import current_app

from app.accounts.rules import Actor
from app.core import clock
from app.core.keys import ExportKeys
from app.core.transaction import in_transaction
from app.photos.service import StoredPhoto
from app.reports import quarantine
from app.reports.envelope import open_entry
from app.reports.photo_arrivals import take_handed_in_photo
from app.reports.repair_rules import DRAFT
from app.reports.service import Filed, receive


def export_keys() -> ExportKeys:
    """The running app's keys that phones seal exports to."""
    return cast(ExportKeys, current_app.extensions["export_keys"])


def hand_in_report(envelope: bytes, report_id: UUID, courier: Actor) -> Filed:
    """Files the report in an envelope. Raises what `open_entry` and `receive` raise. Not within a transaction."""
    return receive(open_entry(envelope, f"report:{report_id}", export_keys()), report_id, courier, from_phone=False)


def hand_in_photo(envelope: bytes, sha256: str, courier: Actor) -> StoredPhoto:
    """Stores the photo in an envelope; it counts for every waiting report that the courier may see.

    Raises what `open_entry` and `take_photo` raise. Not within a transaction.
    """
    content = open_entry(envelope, f"photo:{sha256}", export_keys())
    return take_handed_in_photo(io.BytesIO(content), sha256, len(content), courier)


def hand_in_draft(envelope: bytes, draft_id: UUID, courier: Actor) -> bool:
    """Keeps an unfinished draft in quarantine, where a person can make a report of it; False when it was there already.

    Raises what `open_entry` raises, or QuarantineFull. Not within a transaction.
    """
    content = open_entry(envelope, f"draft:{draft_id}", export_keys())
    return in_transaction(lambda: quarantine.keep(str(draft_id), content, DRAFT, courier, clock.now()))
