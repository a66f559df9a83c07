"""Decides how a report's bytes are taken from a request and compared with the digest sent along. Knows no report."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from flask import Request

from app.photos.rules import DigestMismatch
from app.reports.rules import MAX_MANIFEST_BYTES, MAX_QUARANTINED_BYTES

_SHA256_MEMBER = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([^:]*):", re.IGNORECASE)


class ManifestDigestMismatch(DigestMismatch):
    """The bytes changed on the way; nothing was kept."""

    title = "The bytes do not have the Repr-Digest they were sent with: send them again."


def read_body(request: Request) -> bytes:
    """The body, whatever its content type says; of a huge one only as much as quarantine takes, and one byte more."""
    request.max_content_length = None  # a large body is answered 413 by us, after the bytes were kept
    return request.stream.read(MAX_QUARANTINED_BYTES + 1)


def check_digest(body: bytes, header: str | None) -> None:
    """Compares with a `Repr-Digest` (RFC 9530) that names SHA-256, unless the body is too large anyway and was not
    read to its end. Raises ManifestDigestMismatch."""
    found = _SHA256_MEMBER.search(header or "")
    if found is None or len(body) > MAX_MANIFEST_BYTES:
        return
    try:
        named = base64.b64decode(found[1], validate=True)
    except binascii.Error as error:
        raise ManifestDigestMismatch("The Repr-Digest is not base64.") from error
    if named != hashlib.sha256(body).digest():
        raise ManifestDigestMismatch()
