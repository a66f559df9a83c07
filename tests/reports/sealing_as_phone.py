"""Seals entries and whole export files as a phone does, from nothing but the `export_key` of /meta.

An entry: `"XJX1"`, kid, wrapped key, nonce, AES-256-GCM with the entry's name as additional data.
"""

from __future__ import annotations

import base64
import secrets
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

README = "巡街导出文件 / Xunjie export file\n"


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def wrap(content_key: bytes, export_key: Mapping[str, Any]) -> bytes:
    """A content key as only the server can read it; `export_key` is {kid, alg, jwk} as /meta gives it."""
    public = rsa.RSAPublicNumbers(_number(export_key["jwk"]["e"]), _number(export_key["jwk"]["n"])).public_key()
    return public.encrypt(content_key, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))


class Sealer:
    """One export: one random key, wrapped once, and a fresh nonce for every entry."""

    def __init__(self, export_key: Mapping[str, Any]) -> None:
        self._key = secrets.token_bytes(32)
        wrapped, kid = wrap(self._key, export_key), str(export_key["kid"]).encode()
        self._head = b"XJX1" + bytes([len(kid)]) + kid + len(wrapped).to_bytes(2, "big") + wrapped

    def seal(self, name: str, plain: bytes) -> bytes:
        """The envelope of one entry; `name` is `report:<id>`, `photo:<sha256>` or `draft:<id>`."""
        nonce = secrets.token_bytes(12)
        return self._head + nonce + AESGCM(self._key).encrypt(nonce, plain, name.encode())


def write_export(
    path: Path,
    export_key: Mapping[str, Any],
    reports: Iterable[tuple[str, bytes, Mapping[str, bytes]]],
    drafts: Mapping[str, bytes] | None = None,
) -> Path:
    """A whole export file: (report id, manifest bytes, photos by SHA-256) per report, and drafts by id."""
    sealer = Sealer(export_key)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("README.txt", README)
        for number, (report_id, manifest, photos) in enumerate(reports, 1):
            name = f"{number:04d}-{report_id}"
            file.writestr(f"{name}.report", sealer.seal(f"report:{report_id}", manifest))
            for sha256, content in photos.items():
                file.writestr(f"{name}-{sha256}.photo", sealer.seal(f"photo:{sha256}", content))
        for draft_id, content in (drafts or {}).items():
            file.writestr(f"draft-{draft_id}.draft", sealer.seal(f"draft:{draft_id}", content))
    return path
