"""Decides what type of picture or clip some bytes are, by content only. Decodes nothing and imports no codec."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias, get_args

PictureMime: TypeAlias = Literal["image/jpeg", "image/png", "image/webp", "image/heic"]
ClipMime: TypeAlias = Literal["video/mp4", "video/webm", "audio/mp4", "audio/webm", "audio/ogg"]
Mime: TypeAlias = PictureMime | ClipMime

PICTURES: Final[tuple[str, ...]] = get_args(PictureMime)
CLIPS: Final[tuple[str, ...]] = get_args(ClipMime)
"""Sound and short video: evidence as photos are, of which no picture is ever drawn."""

SNIFF_BYTES: Final = 4096
"""How many leading bytes are looked at: recorders name the tracks of a clip within the first two thousand."""

_HEVC_BRANDS: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_STRUCTURAL_BRANDS: Final = frozenset((b"mif1", b"msf1"))
_AVIF_BRANDS: Final = frozenset((b"avif", b"avis"))
_MP4_BRANDS: Final = frozenset(
    (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4A ", b"M4V ")
)
_HANDLER: Final = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
"""Which kind of track follows (ISO/IEC 14496-12): version and flags, four zero bytes, the kind."""
_WEBM_TRACK: Final = re.compile(rb"[AV]_(?=VP8|VP9|AV1|MPEG4|OPUS|VORBIS)")
_OGG_SOUND: Final = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")


def sniff(head: bytes) -> PictureMime | None:
    """The accepted type of a picture that begins with `head`; None for everything else.

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


def sniff_clip(head: bytes) -> ClipMime | None:
    """The accepted type of a clip that begins with `head`; None for everything else.

    A container whose head names no track counts as video, which asks for more care.
    """
    head = head[:SNIFF_BYTES]
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:64]:
        tracks = set(_WEBM_TRACK.findall(head))
        return "audio/webm" if tracks == {b"A_"} else "video/webm"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS and not _brands(head) & (_AVIF_BRANDS | _HEVC_BRANDS):
        tracks = set(_HANDLER.findall(head))
        return "audio/mp4" if tracks == {b"soun"} or (not tracks and head[8:12] == b"M4A ") else "video/mp4"
    if head[:5] == b"OggS\x00" and any(head.find(codec, 0, 512) > 0 for codec in _OGG_SOUND):
        return "audio/ogg"
    return None


def _is_hevc_container(head: bytes) -> bool:
    """Whether an ISO media file (ISO/IEC 23008-12) starts here whose major brand is HEVC or neutral, and none is AV1."""
    if head[4:8] != b"ftyp":
        return False
    return head[8:12] in _HEVC_BRANDS | _STRUCTURAL_BRANDS and not _brands(head) & _AVIF_BRANDS


def _brands(head: bytes) -> set[bytes]:
    """The brands an ISO media file says it is compatible with."""
    box_end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[at : at + 4] for at in range(16, box_end - 3, 4)}
