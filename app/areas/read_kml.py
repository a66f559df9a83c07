"""Decides how KML and KMZ become features: every Placemark one, with its name, its extended data and its folder.

KML degrees are WGS-84 by the standard and often are not; which datum they are in, a person says. A document type
definition is refused before anything in it is looked at, so no entity can grow or fetch anything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely
import shapely.errors

from app.areas.features import Feature, FeatureFile
from app.areas.file_limits import refuse_too_long, refuse_too_many
from app.areas.rules import UnusableFile
from app.areas.sentences import say
from app.areas.unzipping import names_in, unpacked

_DEEPEST = 200
"""Elements in elements; folders in folders make some ten."""
_DECLARED = re.compile(rb"""^[^<]*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "cp936"})
_TOLD = frozenset({"coordinates", "name", "value", "SimpleData", "description"})
"""Elements whose text counts."""


def read_kml(path: Path) -> FeatureFile:
    """Features of a .kml or of the document in a .kmz. Raises UnusableFile."""
    raw = _from_zip(path) if path.suffix.lower() == ".kmz" else path.read_bytes()
    refuse_too_long(path.name, len(raw))
    placemarks = _Placemarks(path.name)
    parser, text = _parser(raw)
    parser.buffer_text = True
    parser.StartElementHandler = placemarks.start
    parser.EndElementHandler = placemarks.end
    parser.CharacterDataHandler = placemarks.text
    parser.StartDoctypeDeclHandler = placemarks.refuse_definition
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, UnicodeError, ValueError) as error:
        raise UnusableFile(say("kml-unreadable", source=path.name, error=str(error))) from error
    if not placemarks.found:
        raise UnusableFile(say("kml-no-places", source=path.name))
    return FeatureFile(path.name, tuple(placemarks.found))


def _from_zip(path: Path) -> bytes:
    documents = [name for name in names_in(path) if name.lower().endswith(".kml")]
    if not documents:
        raise UnusableFile(say("kml-none-in-zip", source=path.name))
    first = min(documents, key=lambda name: (name.lower() != "doc.kml", name.count("/"), name))
    return unpacked(path, [first])[0]


def _parser(raw: bytes) -> tuple[Any, Any]:
    """A parser and what it is given; expat itself knows no Chinese encodings."""
    declared = _DECLARED.match(raw[:200])
    if declared and declared[1].decode().lower() in _CHINESE:
        return expat.ParserCreate("utf-8"), raw.decode("gb18030").encode()
    return expat.ParserCreate(), raw


class _Placemarks:
    """Hears the elements of a document and makes features of them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Feature] = []
        self._open: list[str] = []
        self._folders: list[str] = []
        self._heard: list[str] = []
        self._known: dict[str, Any] | None = None
        self._field = ""
        self._points: Any = None
        self._rings: list[Any] = []
        self._shapes: list[Any] = []

    def refuse_definition(self, *_: Any) -> None:
        """KML has no document type definition; entities are how XML is made to explode."""
        raise UnusableFile(say("kml-definition", source=self.source))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(":")[2]
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise UnusableFile(say("kml-too-deep", source=self.source, most=_DEEPEST))
        self._heard = []
        if name == "Folder":
            self._folders.append("")
        elif name == "Placemark":
            refuse_too_many(self.source, len(self.found) + 1)
            self._known = {"id": attributes["id"]} if "id" in attributes else {}
            self._shapes = []
        elif name in {"Data", "SimpleData"}:
            self._field = attributes.get("name", "")
        elif name == "Polygon":
            self._rings = []

    def text(self, heard: str) -> None:
        """Characters of an element."""
        if self._open and self._open[-1] in _TOLD:
            self._heard.append(heard)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._open.pop()
        above = self._open[-1] if self._open else ""
        heard = "".join(self._heard).strip() if name in _TOLD else ""
        if name == "Folder":
            self._folders.pop()
        elif name == "name" and above == "Folder" and self._folders:
            self._folders[-1] = heard
        elif self._known is not None:
            self._within_placemark(name, above, heard, self._known)
        self._heard = []

    def _within_placemark(self, name: str, above: str, heard: str, known: dict[str, Any]) -> None:
        if name == "Placemark":
            self._finish(known)
        elif name == "coordinates":
            self._points = _points(heard)
        elif name in {"Point", "LineString", "LinearRing", "Polygon"}:
            self._shape(name, above)
        elif name in {"value", "SimpleData"} and self._field:
            known[self._field] = heard
        elif name in {"name", "description"} and above == "Placemark" and heard and "<" not in heard:
            known[name] = heard

    def _shape(self, name: str, above: str) -> None:
        if name == "LinearRing" and above in {"outerBoundaryIs", "innerBoundaryIs"}:
            self._rings.insert(0 if above == "outerBoundaryIs" else len(self._rings), self._points)
        elif name == "Polygon":
            self._shapes.append(_made(shapely.Polygon, self._rings[0], self._rings[1:]) if self._rings else None)
        else:
            self._shapes.append(_made(shapely.Point if name == "Point" else shapely.LineString, self._points))
        self._points = None

    def _finish(self, known: dict[str, Any]) -> None:
        folder = next((one for one in reversed(self._folders) if one), None)
        properties = {**({"folder": folder} if folder else {}), **known}
        whole = bool(self._shapes) and all(shape is not None for shape in self._shapes)
        shape = self._shapes[0] if len(self._shapes) == 1 else _made(shapely.GeometryCollection, self._shapes) if whole else None
        self.found.append(Feature(len(self.found) + 1, properties, shape))
        self._known = None


def _points(text: str) -> Any:
    """Degrees of "lon,lat,height lon,lat,height …" as (n, 2), None when they are none."""
    try:
        points = np.array([[float(value) for value in one.split(",")[:2]] for one in text.split()])
    except ValueError:
        return None
    return points if points.ndim == 2 and points.shape[1] == 2 else None


def _made(kind: Any, *parts: Any) -> Any:
    if parts[0] is None:
        return None
    try:
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are told of later
            return kind(*parts)
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError):
        return None
