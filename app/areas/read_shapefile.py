"""Decides how a Shapefile (a .shp with its neighbours, or a .zip of them) becomes features. Knows no datum.

Names that are UTF-8 beyond chance are UTF-8; else they are decoded as the .cpg says, or the bytes decide between UTF-8,
GB18030 (which holds GBK and GB 2312) and Latin-1, in this order.
"""

from __future__ import annotations

import codecs
import io
import struct
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapefile
import shapely.errors
import shapely.geometry
from pyproj import CRS

from app.areas.features import Feature, FeatureFile, parse_crs
from app.areas.file_limits import refuse_too_long
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say, shown
from app.areas.unzipping import names_in, unpacked

_LOSSLESS = "cp437"
"""Maps every byte to one character and back, so that the real encoding can be found after reading."""
_GUESSES = ("utf-8", "gb18030")
_ANY_BYTES = "latin-1"
_SURELY_UTF8 = 12
"""Bytes beyond ASCII that form valid UTF-8 together: then it is, whatever a .cpg says."""
_DAMAGED = 0.02
"""Part of the texts that may be spoilt without spoiling the others."""
_LAYERS_SHOWN = 20
_PARTS = frozenset({"shp", "shx", "dbf", "prj", "cpg"})

_DAMAGE = (shapefile.ShapefileException, ValueError, LookupError, ArithmeticError, TypeError, EOFError, struct.error)
"""What the reader of Shapefiles says to bytes that make no sense; it does not check them first."""


def layers_in(path: Path) -> list[str]:
    """Names of the Shapefiles in a zip. Raises UnusableFile."""
    return [PurePosixPath(name).stem for name in names_in(path) if name.lower().endswith(".shp")]


def read_shapefile(path: Path, crs: CRS | None = None, table: str | None = None) -> FeatureFile:
    """Features of a Shapefile. `crs` replaces the .prj, `table` names the one that is meant in a zip of several.

    Raises UnusableFile, also when there is neither `crs` nor .prj.
    """
    members = _from_zip(path, table) if path.suffix.lower() == ".zip" else _from_folder(path)
    if "shp" not in members or "dbf" not in members:
        missing = " and ".join(f".{suffix}" for suffix in ("shp", "dbf") if suffix not in members)
        raise UnusableFile(say("shapefile-incomplete", source=path.name, missing=missing))
    if crs is None:
        crs = _prj(members, path)
    try:
        rows, names, shapes = _read(members)
    except _DAMAGE as error:
        raise UnusableFile(say("shapefile-unreadable", source=path.name, error=str(error))) from error
    encoding = _encoding(members.get("cpg"), [*names, *(value for row in rows for value in row if isinstance(value, str))])
    keys = [_decode(name, encoding) for name in names]
    features = tuple(
        Feature(number, dict(zip(keys, (_decode(value, encoding) for value in row), strict=False)), _geometry(shape))
        for number, (row, shape) in enumerate(zip(rows, shapes, strict=True), start=1)
    )
    return FeatureFile(path.name, features, crs, (say("shapefile-encoding", encoding=encoding),))


def _from_folder(path: Path) -> dict[str, bytes]:
    siblings = [one for one in path.parent.iterdir() if one.stem == path.stem and one.is_file() and _suffix(one.name) in _PARTS]
    refuse_too_long(path.name, sum(one.stat().st_size for one in siblings))
    return {_suffix(one.name): one.read_bytes() for one in siblings}


def _from_zip(path: Path, table: str | None) -> dict[str, bytes]:
    names = names_in(path)
    layers = [PurePosixPath(name).with_suffix("") for name in names if name.lower().endswith(".shp")]
    chosen = layers if table is None else [layer for layer in layers if layer.name == table]
    if len(chosen) != 1:
        raise UnusableFile(_which_layer(path, [layer.name for layer in layers]))
    wanted = [name for name in names if PurePosixPath(name).with_suffix("") == chosen[0] and _suffix(name) in _PARTS]
    return {_suffix(name): content for name, content in zip(wanted, unpacked(path, wanted), strict=True)}


def _which_layer(path: Path, layers: Sequence[str]) -> Sentence:
    if not layers:
        return say("shapefile-none-in-zip", source=path.name)
    return say("shapefile-layers", source=path.name, count=len(layers), layers=shown(layers, _LAYERS_SHOWN))


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()[1:]


def _prj(members: Mapping[str, bytes], path: Path) -> CRS:
    text = members.get("prj", b"").decode("utf-8", "replace").strip("\ufeff\x00 \r\n\t")
    if not text:
        raise UnusableFile(say("prj-missing", source=path.name, prj=f"{path.stem}.prj"))
    return parse_crs(text, say("prj-unknown", source=path.name))


def _read(members: Mapping[str, bytes]) -> tuple[list[list[Any]], list[str], list[Any]]:
    declared = 2 * struct.unpack(">i", members["shp"][24:28])[0]
    if declared > len(members["shp"]):
        raise ValueError(f"cut short: {len(members['shp'])} of {declared} bytes")
    files = {kind: io.BytesIO(members[kind]) for kind in ("shp", "shx", "dbf") if kind in members}
    reading = {"encoding": _LOSSLESS, "encodingErrors": "strict"}
    with warnings.catch_warnings(action="ignore"), shapefile.Reader(**files, **reading) as reader:
        names = [field[0] for field in reader.fields if field[0] != "DeletionFlag"]
        rows, shapes = [list(record) for record in reader.records()], reader.shapes()
    if len(rows) != len(shapes):
        raise ValueError(f"{len(shapes)} shapes but {len(rows)} records")
    return rows, names, shapes


def _geometry(shape: Any) -> Any:
    if shape.shapeType == shapefile.NULL or not shape.points:
        return None
    try:
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are told of later
            return shapely.geometry.shape(shape.__geo_interface__)
    except (ValueError, TypeError, KeyError, IndexError, shapely.errors.ShapelyError, shapefile.ShapefileException):
        return None


def _encoding(cpg: bytes | None, texts: Iterable[str]) -> str:
    """The first encoding that all texts fit, else the first that nearly all do."""
    raw = [value for value in (text.encode(_LOSSLESS) for text in texts) if not value.isascii()]
    named = _named_encoding((cpg or b"").decode("ascii", "ignore").strip().lower())
    candidates = [*([named] if named else []), *_GUESSES]
    if sum(byte > 0x7F for value in raw for byte in value) >= _SURELY_UTF8:
        candidates.insert(0, _GUESSES[0])
    misfits = {encoding: sum(not _fits(value, encoding) for value in raw) for encoding in candidates}
    for most in (0, _DAMAGED * len(raw)):
        for encoding in candidates:
            if misfits[encoding] <= most:
                return encoding
    return _ANY_BYTES


def _named_encoding(name: str) -> str | None:
    """The codec of a .cpg, with the wider relative for the Chinese ones; None when nobody knows it."""
    name = name.removeprefix("ansi").removeprefix("oem").strip(" -_:")
    if name in {"936", "gbk", "gb2312", "cp936", "gb18030", "gb 2312", "euc-cn"}:
        return "gb18030"
    for guess in (name, f"cp{name}", name.replace(" ", "-"), name.replace("iso 8859", "iso-8859-").replace("--", "-")):
        try:
            return codecs.lookup(guess).name
        except LookupError:
            continue
    return None


def _fits(value: bytes, encoding: str) -> bool:
    """Whether bytes decode, but for a last character that the field's width cut off."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(value)
    except UnicodeDecodeError:
        return False
    return True


def _decode(value: Any, encoding: str) -> Any:
    if not isinstance(value, str):
        return value
    return codecs.getincrementaldecoder(encoding)("replace").decode(value.encode(_LOSSLESS)).replace("\x00", "").strip()
