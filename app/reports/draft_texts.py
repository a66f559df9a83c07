"""Decides how an unfinished draft from an export file reads as a report, so that a person need not write one. Pure."""

from __future__ import annotations

from typing import Any, Final

_TAKEN_OVER: Final = (
    *("author_id", "captured_at", "position", "category", "note", "handled_on_spot", "segment_choice"),
    *("segment_choice_why", "subject", "supersedes"),
)
_OF_PHOTO: Final = ("sha256", "bytes", "mime", "role", "taken_at", "source")


def manifest_of(draft: Any, report_id: str) -> dict[str, Any] | None:
    """A manifest with what the draft says; None when it is no draft. Photos are named as they would be sent."""
    if not isinstance(draft, dict):
        return None
    photos = draft.get("photos")
    named = [_photo(photo) for photo in photos if isinstance(photo, dict)] if isinstance(photos, list) else []
    taken_over = {name: draft[name] for name in _TAKEN_OVER if name in draft}
    return {"schema": 1, "report_id": report_id, **taken_over, "photos": named}


def _photo(photo: dict[str, Any]) -> dict[str, Any]:
    """The smaller twin is what a phone sends; the original's hash is kept beside it."""
    twin = photo.get("twin")
    sent = {**photo, **twin} if isinstance(twin, dict) else photo
    original = photo.get("sha256") if isinstance(twin, dict) else None
    return {**{name: sent[name] for name in _OF_PHOTO if name in sent}, "orig_sha256": original}
