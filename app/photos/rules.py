"""Decides which bytes are taken as a photo and how a refusal is worded. Must not touch files, the web or the database."""

from __future__ import annotations

import re
from typing import Final

from app.core.errors import AppError, InvalidBody, TooLarge, Unavailable
from app.photos.sniffing import Mime, sniff, sniff_clip

MAX_PHOTO_BYTES: Final = 20 * 1024 * 1024
"""The contract's limit for one photo (20 MiB); a 200-megapixel phone stays well below it."""

SHA256_HEX: Final = re.compile(r"[0-9a-f]{64}")


class DigestMismatch(AppError):
    """The bytes that came are not the bytes that were named; nothing was kept."""

    status = 422
    slug = "digest-mismatch"
    title = "The bytes do not have the SHA-256 they were sent under: send the photo again."


class PhotoNotThere(InvalidBody):
    """A photo that this person neither uploaded nor may see, or that the store lacks."""

    title = "A photo named here has not come from you: upload it first, then say this again."


class LengthRequired(AppError):
    """A photo without `Content-Length` could fill the disk before it is refused."""

    status = 411
    slug = "length-required"
    title = "Send the photo with Content-Length."


class UnsupportedMedia(AppError):
    """Neither a picture nor a clip by content, and no stored report names it."""

    status = 415
    slug = "unsupported-media"
    title = (
        "This is neither a JPEG, PNG, WebP or HEIC picture nor a WebM, MP4, M4A or Ogg clip. "
        "Send the report that names it first, then it is kept as it is."
    )


class StorageFull(AppError):
    """No room for photos; phones keep theirs and come back."""

    status = 507
    slug = "storage-full"
    title = "The server has no room for photos at the moment: keep them, they are sent again later."


class StorageBroken(Unavailable):
    """The disk did not take the bytes: nothing is stored, and what was written is not believed."""

    title = "The server's disk failed while the photo was written: keep it, it is sent again later."


class JustCollected(Unavailable):
    """The photo was taken out as unneeded in the very moment it came again."""

    title = "The photo has to be sent once more."


def check_length(length: int | None) -> int:
    """The announced length in bytes. Raises LengthRequired or TooLarge (over `MAX_PHOTO_BYTES`)."""
    if length is None or length < 0:
        raise LengthRequired()
    if length > MAX_PHOTO_BYTES:
        raise TooLarge(f"A photo may have {MAX_PHOTO_BYTES} bytes, this one announces {length}.", limit=MAX_PHOTO_BYTES)
    return length


def check_named(sha256: str) -> str:
    """The name if it is a lower-case SHA-256 in hex. Raises DigestMismatch: no bytes can ever match another name."""
    if not SHA256_HEX.fullmatch(sha256):
        raise DigestMismatch("The name is not a lower-case SHA-256 in hex (64 characters).")
    return sha256


def check_acceptable(head: bytes, named_by_manifest: bool) -> Mime | None:
    """The type by content; None for bytes that are kept only because a stored report names them.

    Raises UnsupportedMedia for unknown content that no report names: evidence is never refused, a stray file is.
    """
    mime = sniff(head) or sniff_clip(head)
    if mime is None and not named_by_manifest:
        raise UnsupportedMedia()
    return mime
