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
NAMES = (
    "喆玥赟珺祎彧堃犇翀璟瑄瑀昇昉旻烜焜垚嫄婳嬿媖姮偲佺勍劼匋卬堉奭妘孖寔崀崟弢忞惇愔慜扆掞昪晞晢晧暐暘"
    "曈曌杕梽楒橦沄沚洺浥浡淏湉湜溁溦澔濛炆炘烔烝燊燚玏玒玓玕玙玚玠玦玧玭玹珅珣珪珮琀琇琎琤琯瑅瑢瑨瑱璈"
    "璘璠甦畇畯皛皞盺祐禔禛秾竑箖簃絜缊翙翚翯肸芃茀莙蒨虓衎袆褀訚谞贇赪趯钘镕镠闇霂颋颎颙飏飖骎邨"
)
"""Characters of names of people and shops that GB 2312 of 1980 has not, and the font has."""
LATIN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ"
BUILD_NUMBER = 2  # raise it when the glyphs or tables below change, so that cached files are made again


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
    """What names, signs and papers are written with: printable ASCII, Latin letters, punctuation, GB 2312, rarer names."""
    return gb2312() | {chr(code) for code in range(0x20, 0x7F)} | set(LATIN + PUNCTUATION + NAMES)


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
