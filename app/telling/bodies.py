"""Decides how messages look to their readers."""

from __future__ import annotations

from typing import Any

from app.core.clock import isoformat
from app.telling.models import Message

Body = dict[str, Any]


def message_body(message: Message) -> Body:
    """A message as its reader gets it: the program says it in the reader's language from kind and facts."""
    return {
        "id": message.id,
        "kind": message.kind,
        "case_no": message.case_no,
        "unit": message.unit_code,
        "facts": message.facts,
        "urgent": message.urgent,
        "at": isoformat(message.created_at),
        "read_at": isoformat(message.read_at) if message.read_at else None,
    }
