"""Builds one small Chinese TrueType file from the sliced Noto Sans SC that the PWA's packages carry.

It knows glyphs and files only, not who draws with them. Noto Sans SC is under the SIL Open Font
License 1.1; the npm package ships it as a hundred variable WOFF2 slices, which neither Pillow nor a
PDF can use, so the wanted characters are taken out at one weight and written into one file.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.core.errors import AppError

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "pwa" / "node_modules" / "@fontsource-variable" / "noto-sans-sc"
LISTING = "unicode.json"
"""The package's own list: which slice holds which code points."""
BUILT = PROJECT / "var" / "build" / "fonts"  # one place for every DATA_DIR: it holds nothing of a city
PUNCTUATION = "，。、；：？！…—·「」『』（）《》〔〕【】“”‘’％＋－×°±㎡￥～№→←"
BUILD_NUMBER = 1  # raise it when the glyphs or tables below change, so that cached files are made again


class FontSourceMissing(AppError):
    """The npm package with the slices is not installed."""

    status = 503
    slug = "unavailable"
    title = "The Chinese font is not installed."

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no Chinese font in {folder}. Run 'npm ci' in pwa/ first (make run does).")


def gb2312(rows: range = range(0xB0, 0xF8)) -> set[str]:
    """The hanzi in these rows of GB 2312; by default both levels: names of people need the rarer one too."""
    pairs = (bytes((row, column)) for row in rows for column in range(0xA1, 0xFF))
    return {character for pair in pairs if (character := pair.decode("gb2312", "ignore"))}


def default_characters() -> set[str]:
    """What invented names, signs and papers are written with: printable ASCII, punctuation, GB 2312."""
    return gb2312() | {chr(code) for code in range(0x20, 0x7F)} | set(PUNCTUATION)


def chinese_font(weight: int = 400, built: Path = BUILT, source: Path = SOURCE) -> Path:
    """A TrueType file with the default characters at `weight` (100 to 900), made on the first call (6 s).

    Raises FontSourceMissing when it has to be made and the package is not there. Two processes may
    build at once: the file appears whole or not at all.
    """
    target = built / f"noto-sans-sc-{weight}-{BUILD_NUMBER}.ttf"
    if not target.exists():
        if not (source / LISTING).is_file():
            raise FontSourceMissing(source)
        from app.fonts.cutting import cut  # takes long to load, and is needed once on a machine

        font = cut(source, default_characters(), weight)
        built.mkdir(parents=True, exist_ok=True)
        _write_whole(target, font.save)
    return target


def _write_whole(target: Path, save: Callable[[str], None]) -> None:
    handle, partial = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    try:
        save(partial)
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)
