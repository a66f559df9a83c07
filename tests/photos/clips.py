"""Builds the beginnings of clips as recorders write them; nothing here comes from anybody else."""

from __future__ import annotations

import struct


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(*tracks: bytes, brand: bytes = b"isom", compatible: bytes = b"isomiso5mp42") -> bytes:
    """An MP4 whose `moov` lists tracks of these kinds (`vide`, `soun`), the header of each as long as in real ones."""
    handlers = [
        _box(
            b"trak",
            _box(b"tkhd", bytes(84)) + _box(b"mdia", _box(b"mdhd", bytes(24)) + _box(b"hdlr", bytes(8) + kind + bytes(13))),
        )
        for kind in tracks
    ]
    start = _box(b"ftyp", brand + bytes(4) + compatible)
    return start + _box(b"moov", _box(b"mvhd", bytes(100)) + b"".join(handlers)) + _box(b"mdat", bytes(2000))


def webm(*codecs: bytes, doctype: bytes = b"webm") -> bytes:
    """A WebM with tracks of these codecs, as browsers record it."""
    header = (
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84"
        + doctype
        + b"B\x87\x81\x04B\x85\x81\x02"
    )
    tracks = b"".join(b"\xae\xa0\xd7\x81\x01\x86" + bytes((0x80 + len(codec),)) + codec for codec in codecs)
    return header + b"\x18S\x80g\x01" + b"\xff" * 7 + b"\x16T\xaek" + tracks + bytes(2000)


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """An Ogg stream of this codec."""
    return b"OggS\x00\x02" + bytes(8) + b"\x01\x02\x03\x04" + bytes(4) + b"\xaa" * 4 + b"\x01\x13" + codec + bytes(2000)


CLIPS = {
    "video/mp4": mp4(b"soun", b"vide"),
    "audio/mp4": mp4(b"soun", brand=b"M4A "),
    "video/webm": webm(b"A_OPUS", b"V_VP8"),
    "audio/webm": webm(b"A_OPUS"),
    "audio/ogg": ogg(),
}
