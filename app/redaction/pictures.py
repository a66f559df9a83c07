"""Decides which picture of a photo may leave: the one function through which anything is shown outside.

While nobody has decided about a photo there is none. A picture is drawn from the original with its boxes filled, so
nothing of what they hide is in it, and named by the boxes: one that was drawn with others is never found again.
"""

from __future__ import annotations

from app.core.errors import Unavailable
from app.core.transaction import end_reading
from app.photos.decoder import DecodingInterrupted
from app.photos.rendering import Size, Undecodable
from app.photos.sealed import OriginalUnreadable
from app.photos.shelf import shelf
from app.redaction import queries
from app.redaction.rules import Box, State, fingerprint

_RETRY_S = 10


def public_picture(sha256: str, size: Size) -> bytes | None:
    """The JPEG that anybody may see, None while it is not decided what must be hidden, or when nothing can be drawn.

    Must not be called within a transaction. Raises Unavailable when the decoder was interrupted.
    """
    boxes = boxes_outside(sha256)
    if boxes is None:
        return None
    end_reading()
    kept, name = shelf(), fingerprint(boxes)
    found = kept.derived.find_covered(sha256, size, name)
    if found is not None:
        return found.read_bytes()
    try:
        drawn = kept.decoder.decode(kept.store.read(sha256), [box[:4] for box in boxes])
    except (Undecodable, FileNotFoundError, OriginalUnreadable):
        return None
    except DecodingInterrupted as interruption:
        raise Unavailable(
            "The picture could not be drawn just now: try again in a moment.", retry_after_s=_RETRY_S
        ) from interruption
    kept.derived.put_covered(sha256, name, drawn)
    return drawn.screen if size == "screen" else drawn.thumb


def boxes_outside(sha256: str) -> list[Box] | None:
    """What is hidden on the picture that leaves; None while nobody has decided."""
    decision = queries.redaction(sha256)
    if decision is None or decision.state == State.PENDING:
        return None
    return queries.in_force(queries.rows_of(sha256))


def forget(sha256: str) -> None:
    """Deletes what was drawn for outside: called when boxes have changed."""
    shelf().derived.forget_covered(sha256)
