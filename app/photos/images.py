"""Decides how a photo is decoded and draws the two pictures people see of it.

It must not know the database, the web or where files live, and it runs only inside the decoding child process.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import BinaryIO, Final

import pillow_heif
from PIL import Image, ImageCms, ImageFile

from app.photos import covering, exif
from app.photos.look import look_of
from app.photos.rendering import LONG_EDGE, Area, Rendered, Undecodable
from app.photos.sniffing import SNIFF_BYTES, Mime, sniff
from app.photos.traits import Traits

MAX_PIXELS: Final = 60_000_000
"""A decoded picture costs about 4 bytes a pixel: 60 megapixels keep the decoder under 600 MB."""
MAX_SIDE: Final = 16_384

JPEG_QUALITY: Final = 82
"""Clean to the eye at screen size; pictures of streets come to 250–450 KB."""

STRIP_ROWS: Final = 256
"""Result rows made at a time while shrinking, so that no second full-size copy ever exists."""

REDUCING_GAP: Final = 2.0
"""Shrinking by more than this is done first by averaging whole pixels: half the time, and the eye sees no difference."""

_PILLOW_FORMATS: Final[dict[Mime, tuple[str, ...]]] = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
_ORIENTATION_TAG: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FIRST_SIDEWAYS: Final = 5
_SHRINKABLE: Final = frozenset(("L", "RGB", "CMYK"))
"""Modes that can be averaged and that an ICC profile may describe."""
_WITH_ALPHA: Final = frozenset(("RGBA", "LA", "PA", "RGBa", "La"))


def prepare_codecs() -> None:
    """Sets the process-wide decoding rules; called once, before the first `render`."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("ignore")  # odd EXIF says nothing about the picture
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # An embedded thumbnail must never stand in for a picture that does not decode.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def render(file: BinaryIO, covered: Sequence[Area] = ()) -> Rendered:
    """Decodes every pixel of `file` and draws `screen` (long edge 1600) and `thumb` (320), never enlarged.

    What lies in the `covered` areas is painted over before anything is drawn from it, with one colour.
    Raises Undecodable: `not-accepted`, `too-many-pixels` (from the header), `too-heavy` (memory) or `damaged`.
    """
    mime = sniff(file.read(SNIFF_BYTES))
    if mime is None:
        raise Undecodable("not-accepted")
    file.seek(0)
    try:
        return _render(file, mime, covered)
    except Undecodable:
        raise
    except MemoryError as error:
        raise Undecodable("too-heavy") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Undecodable("too-many-pixels", str(error)) from error
    except Exception as error:  # on hostile bytes codecs raise whatever they like: struct.error, KeyError, EOFError
        raise Undecodable("damaged", f"{type(error).__name__}: {error}"[:200]) from error


def _render(file: BinaryIO, mime: Mime, covered: Sequence[Area]) -> Rendered:
    with Image.open(file, formats=_PILLOW_FORMATS[mime]) as image:
        width, height = image.size
        _check_size(width, height)
        image.draft(None, _fit(width, height, LONG_EDGE["screen"]))
        image.load()
        orientation = _orientation(image, mime)
        taken_at, (lon, lat) = exif.time_of(image), exif.place_of(image) or (None, None)
        profile = image.info.get("icc_profile")
        small = _shrunk(image)
    if orientation >= _FIRST_SIDEWAYS:
        width, height = height, width
    # Turning costs by the pixel; only what is to be covered has to be upright at its full size.
    small = _upright(small if covered else _at_most(small, LONG_EDGE["screen"]), orientation)
    covering.cover(small, covered)
    screen = _to_srgb(_at_most(small, LONG_EDGE["screen"]), profile)
    screen.info.clear()  # what is drawn from here on has no comment of the source to hand on
    thumb = _at_most(screen, LONG_EDGE["thumb"])
    traits = Traits(taken_at, lon, lat, look_of(thumb))
    return Rendered(mime, width, height, _jpeg(screen), _jpeg(thumb), traits)


def _check_size(width: int, height: int) -> None:
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise Undecodable("too-many-pixels", f"{width} x {height}")


def _fit(width: int, height: int, long_edge: int) -> tuple[int, int]:
    """The size with the same proportions and a long edge of at most `long_edge`."""
    scale = min(1.0, long_edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(image: Image.Image, mime: Mime) -> int:
    """EXIF (or XMP) orientation 1–8; 1 when absent or unreadable.

    Always 1 for HEIC: there libheif has already turned the picture by the container's own boxes.
    """
    if mime == "image/heic":
        return 1
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # damaged metadata says nothing about the picture
        return 1
    return value if isinstance(value, int) and value in _UPRIGHT else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def _shrunk(image: Image.Image) -> Image.Image:
    """The picture in L, RGB or CMYK, averaged down to between two and four times the screen size if it is larger.

    Works in strips: besides the decoded picture only the small result is in memory.
    """
    factor = max(1, max(image.size) // (2 * LONG_EDGE["screen"]))
    if factor == 1 and _is_flat(image):
        return image
    rows = STRIP_ROWS * factor
    small = None
    for top in range(0, image.height, rows):
        strip = _flat(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        if small is None:
            small = Image.new(strip.mode, (strip.width, -(-image.height // factor)))
        small.paste(strip, (0, top // factor))
    if small is None:
        raise Undecodable("damaged", "no rows")
    return small


def _flat(image: Image.Image) -> Image.Image:
    """The same picture in L, RGB or CMYK: alpha laid on white, 16 bits brought to 8."""
    if image.mode.startswith("I"):
        # Pillow clips 16-bit grey at 255 when it converts, so it is scaled first.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        return _on_white(image.convert("RGBA"))
    if _is_flat(image):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _is_flat(image: Image.Image) -> bool:
    return image.mode in _SHRINKABLE and "transparency" not in image.info


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, by its own profile when that fits and works, else by convention."""
    if profile:
        try:
            return _by_profile(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile, or one for another colour model
    return image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    if converted is None:
        raise ValueError("the profile gave no picture")
    return converted


def _at_most(image: Image.Image, long_edge: int) -> Image.Image:
    size = _fit(image.width, image.height, long_edge)
    return image if size == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=REDUCING_GAP)


def _jpeg(image: Image.Image) -> bytes:
    """Baseline JPEG of the pixels alone: these images were drawn anew, no metadata of the source is with them."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
