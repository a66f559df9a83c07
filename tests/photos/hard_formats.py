"""Builds files that cameras and attackers make and plain encoders do not: several pictures, odd colours, two formats at once."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.photos.pictures import encoded, exif, png_chunk, profile_with_red_and_blue_swapped, quarters

ADOBE = b"\xff\xee\x00\x0eAdobe"
_TRANSFORM_AT = 15
"""From the marker to the byte that says how four channels are coded: 0 as CMYK, 2 as YCCK."""
PAGE = b"<html><script>alert(document.cookie)</script></html>"


def film() -> bytes:
    """The start of an MP4 as phones append it to a motion photo."""
    samples = bytes(range(256)) * 64
    return _box(b"ftyp", b"mp42\0\0\0\0isommp42") + _box(b"mdat", samples) + _box(b"moov", _box(b"mvhd", bytes(100)))


def motion_photo(orientation: int) -> bytes:
    """A JPEG that is stored turned, followed by its film."""
    return encoded(quarters().transpose(Image.Transpose.ROTATE_90), exif=exif(orientation), quality=95) + film()


def pair(second: Image.Image) -> bytes:
    """A multi-picture file whose first picture is the quarters."""
    return encoded(quarters(), "MPO", save_all=True, append_images=[second], quality=95)


def pair_with_a_broken_index() -> bytes:
    """A multi-picture file whose index is nonsense."""
    whole = bytearray(pair(Image.new("RGB", (240, 160), "black")))
    at = whole.index(b"MPF\0") + 4
    whole[at + 8 : at + 60] = b"\xff" * 52
    return bytes(whole)


def pair_cut_in_the_second() -> bytes:
    """A multi-picture file that ends within its second picture."""
    whole = pair(Image.effect_noise((240, 160), 80).convert("RGB"))
    return whole[: whole.rindex(b"\xff\xd8") + 200]


def cmyk() -> bytes:
    """A CMYK JPEG with Adobe's marker, as print programs write it."""
    return encoded(quarters(mode="CMYK"), quality=95)


def without_adobe_marker(jpeg: bytes) -> bytes:
    at = jpeg.index(ADOBE)
    return jpeg[:at] + jpeg[at + 16 :]


def ycck() -> bytes:
    """The same colours coded as brightness, two colour differences and black (Adobe technical note 5116)."""
    cyan, magenta, yellow, black = quarters(mode="CMYK").split()
    brightness, blue, red = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr").split()
    turned = [channel.point(lambda value: 255 - value) for channel in (brightness, blue, red)]
    coded = bytearray(encoded(Image.merge("CMYK", (*turned, black)), quality=95))
    coded[coded.index(ADOBE) + _TRANSFORM_AT] = 2
    return bytes(coded)


def cmyk_with_a_profile_for_rgb() -> bytes:
    return encoded(quarters(mode="CMYK"), quality=95, icc_profile=profile_with_red_and_blue_swapped())


def png16(colour_type: int, channels: tuple[int, ...], size: int = 48) -> bytes:
    """A PNG with 16 bits a channel in one colour; `colour_type` as in the PNG specification (2, 4, 6)."""
    row = b"\0" + struct.pack(f">{len(channels)}H", *channels) * size
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 16, colour_type, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(row * size)) + png_chunk(b"IEND", b"")


def endless_scans(scans: int) -> bytes:
    """A progressive JPEG that is refined again and again: 30 bytes more of file are 50 ms more of work."""
    whole = encoded(Image.new("RGB", (3_000, 3_000), "gray"), progressive=True, subsampling=0)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + whole[-2:]


def png_with_a_text_bomb() -> bytes:
    """A picture whose comment unpacks to 8 MB, more than any comment may."""
    whole = encoded(quarters(), "PNG")
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(8_000_000), 9))
    return whole[:33] + bomb + whole[33:]


def with_page(photo: bytes) -> bytes:
    """A photo that is a web page to who looks further."""
    return photo + PAGE


def with_archive(photo: bytes) -> bytes:
    """A photo that every unpacker opens as a ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("run.sh", "#!/bin/sh\necho owned\n")
    return photo + kept.getvalue()


def page_in_a_comment() -> bytes:
    return encoded(quarters(), comment=PAGE, quality=95)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content
