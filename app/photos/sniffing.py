"""Decides what type of picture some bytes are, by content only. Decodes nothing and imports no codec."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Mime: TypeAlias = Literal["image/jpeg", "image/png", "image/webp", "image/heic"]

SNIFF_BYTES: Final = 64
"""How many leading bytes `sniff` looks at; a HEIF brand list rarely passes 40."""

_HEVC_BRANDS: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_STRUCTURAL_BRANDS: Final = frozenset((b"mif1", b"msf1"))
_AVIF_BRANDS: Final = frozenset((b"avif", b"avis"))


def sniff(head: bytes) -> Mime | None:
    """The accepted type of a file that begins with `head`; None for everything else.

    A motion photo and an MPO begin as JPEG and are JPEG. A HEIF container whose brands name AV1 is AVIF under
    another name and is not accepted.
    """
    if head[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "image/heic" if _is_hevc_container(head[:SNIFF_BYTES]) else None


def _is_hevc_container(head: bytes) -> bool:
    """Whether an ISO media file (ISO/IEC 23008-12) starts here whose major brand is HEVC or neutral, and none is AV1."""
    if head[4:8] != b"ftyp":
        return False
    box_end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[at : at + 4] for at in range(16, box_end - 3, 4)}
    major = head[8:12]
    return major in _HEVC_BRANDS | _STRUCTURAL_BRANDS and not compatible & _AVIF_BRANDS
