"""Builds one small Chinese TrueType file from the sliced Noto Sans SC that the PWA's packages carry.

It knows glyphs and files only, not who draws with them. Noto Sans SC is under the SIL Open Font
License 1.1; the npm package ships it as a hundred variable WOFF2 slices, which neither Pillow nor a
PDF can use, so the wanted characters are taken out at one weight and written into one file.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.core.errors import AppError

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "pwa" / "node_modules" / "@fontsource-variable" / "noto-sans-sc"
BUILT = PROJECT / "var" / "build" / "fonts"  # one place for every DATA_DIR: it holds nothing of a city
FAMILY = "Noto Sans SC Subset"
UNITS_PER_EM = 1000
ASCENT, DESCENT = 1160, -288
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
        font = _build(source, default_characters(), weight)
        built.mkdir(parents=True, exist_ok=True)
        _write_whole(target, font)
    return target


def _write_whole(target: Path, font: FontBuilder) -> None:
    handle, partial = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    try:
        font.save(partial)
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)


def _build(source: Path, wanted: set[str], weight: int) -> FontBuilder:
    outlines = {".notdef": TTGlyphPen(None).glyph()}
    metrics = {".notdef": (UNITS_PER_EM, 0)}
    characters: dict[int, str] = {}
    for slice_path in _slices(source, {ord(character) for character in wanted}):
        with TTFont(slice_path, lazy=True) as font:
            glyphs = font.getGlyphSet(location={"wght": weight})
            for code, glyph in font.getBestCmap().items():
                if chr(code) not in wanted or code in characters:
                    continue
                name = f"uni{code:04X}"
                outline = DecomposingRecordingPen(glyphs)
                glyphs[glyph].draw(outline)
                pen = TTGlyphPen(None)
                outline.replay(pen)
                characters[code] = name
                outlines[name] = pen.glyph()
                metrics[name] = (round(glyphs[glyph].width), 0)
    return _assemble(outlines, metrics, characters, weight)


def _assemble(
    outlines: dict[str, object], metrics: dict[str, tuple[int, int]], characters: dict[int, str], weight: int
) -> FontBuilder:
    font = FontBuilder(UNITS_PER_EM, isTTF=True)
    font.setupGlyphOrder(list(outlines))
    font.setupCharacterMap(characters)
    font.setupGlyf(outlines)
    table = font.font["glyf"]
    bearings = {name: (width, getattr(table[name], "xMin", 0)) for name, (width, _) in metrics.items()}
    font.setupHorizontalMetrics(bearings)
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable(
        {
            "familyName": FAMILY,
            "styleName": f"W{weight}",
            "licenseDescription": "SIL Open Font License, Version 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        }
    )
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    font.setupPost()
    return font


def _slices(source: Path, wanted: set[int]) -> Iterator[Path]:
    """The slice files that hold a wanted code point, by the package's own list of ranges."""
    listing = source / "unicode.json"
    if not listing.is_file():
        raise FontSourceMissing(source)
    for name, ranges in json.loads(listing.read_text(encoding="utf-8")).items():
        if any(not wanted.isdisjoint(_codes(part)) for part in ranges.split(",")):
            yield source / "files" / f"noto-sans-sc-{name.strip('[]')}-wght-normal.woff2"


def _codes(part: str) -> range:
    """`U+4e00-4e0f` or `U+4e00` as code points."""
    first, _, last = part.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)
