"""Cuts the wanted characters out of the slices of Noto Sans SC and writes them into one font. Knows glyphs and files only."""

import json
from collections.abc import Iterator
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.fonts.chinese import LISTING

FAMILY = "Noto Sans SC Subset"
UNITS_PER_EM = 1000
ASCENT, DESCENT = 1160, -288


def cut(source: Path, wanted: set[str], weight: int) -> FontBuilder:
    """A font of the wanted characters that are in the package `source`, at `weight` (100 to 900)."""
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
    for name, ranges in json.loads((source / LISTING).read_text(encoding="utf-8")).items():
        if any(not wanted.isdisjoint(_codes(part)) for part in ranges.split(",")):
            yield source / "files" / f"noto-sans-sc-{name.strip('[]')}-wght-normal.woff2"


def _codes(part: str) -> range:
    """`U+4e00-4e0f` or `U+4e00` as code points."""
    first, _, last = part.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)
