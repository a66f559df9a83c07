"""Decides what a file of features is, whatever its format, and how its coordinates become WGS-84 degrees.

Must not know what the features mean (roads, cells) nor where they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from app.areas.datum import Datum, array_to_wgs84
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say, shown

Array = NDArray[np.float64]
DECIMALS = 9
"""Of stored degrees: a tenth of a millimetre, below what decides (1 mm), and a whole number of a fixed unit, so that the
phone computes with exactly what the server has."""
_SAME_AS_WGS84 = (6378137.0, 298.257, 0.001)
"""Semi-major axis, inverse flattening and tolerance: CGCS2000, GRS 80 and WGS-84 differ by decimetres at most."""

_LONGEST_VALUE = 40
"""Characters of a value that are shown."""
_LOOKED_AT, _COLUMNS_SHOWN = 100, 12
"""Records whose columns are named in a sentence, and how many are."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One record: its number in the file from 1, its attributes and its geometry (None when it has none)."""

    number: int
    properties: dict[str, Any]
    geometry: Any

    def label(self) -> str:
        """How findings name it to a person."""
        return str(self.shown())

    def mark(self) -> str:
        """Its number, and its name if it has one."""
        name = next((str(self.properties[key]) for key in ("name", "NAME", "@id", "id") if self.properties.get(key)), "")
        return f"{self.number} ({name})" if name else f"{self.number}"

    def shown(self) -> Sentence:
        """Itself, as an example in a report."""
        return say("record", record=self.mark())

    def with_value(self, value: str) -> Sentence:
        """Itself with what could not be understood of it, as an example in a report."""
        return say("record-value", record=self.mark(), value=value[:_LONGEST_VALUE])

    def text(self, key: str) -> str | None:
        """An attribute as text without surrounding spaces; None when absent or empty. 12.0 is written 12."""
        value = self.properties.get(key)
        if value is None:  # .dbf files shout their field names
            value = next((held for name, held in self.properties.items() if str(name).lower() == key.lower()), None)
        if value is None or isinstance(value, bool | dict | list):
            return None
        if isinstance(value, float):
            if value != value:
                return None
            value = int(value) if value.is_integer() else value
        return " ".join(str(value).split()) or None


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """All records of a file. `crs` is what the file says about itself (None: degrees of the datum named by the person)."""

    source: str
    features: tuple[Feature, ...]
    crs: CRS | None = None
    notes: tuple[Sentence, ...] = field(default=())


def parse_crs(text: str, otherwise: Sentence) -> CRS:
    """A reference system from a code or WKT. Raises UnusableFile, which says `otherwise`."""
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise UnusableFile(otherwise) from error


def in_wgs84(file: FeatureFile, datum: Datum) -> FeatureFile:
    """The same features in WGS-84 degrees, rounded to 1e-9°, without heights.

    Planes (of a .prj) become degrees first, then the datum is undone. Features with coordinates that are no numbers
    lose their geometry. Raises UnusableFile when the coordinates are not degrees.
    """
    notes = list(file.notes)
    geometries, degrees = _in_degrees(file, notes)
    if len(degrees):
        geometries = shapely.set_coordinates(geometries, np.round(array_to_wgs84(degrees, datum), DECIMALS))
    moved = tuple(Feature(one.number, one.properties, shape) for one, shape in zip(file.features, geometries, strict=True))
    return FeatureFile(file.source, moved, None, tuple(notes))


def as_drawn(file: FeatureFile) -> list[Any]:
    """The geometries in degrees of whatever datum they were drawn in. Raises UnusableFile when they are not degrees."""
    geometries, degrees = _in_degrees(file, [])
    return list(shapely.set_coordinates(geometries, degrees)) if len(degrees) else list(geometries)


def _in_degrees(file: FeatureFile, notes: list[Sentence]) -> tuple[Any, Array]:
    """Flat geometries with finite coordinates (else None) and these coordinates in degrees."""
    flat = [_finite(shapely.force_2d(one.geometry)) for one in file.features]
    geometries = np.array([*flat, None], dtype=object)[:-1]
    degrees = shapely.get_coordinates(geometries)
    if len(degrees):
        degrees = _as_degrees(degrees, file.crs, notes)
        _refuse_other_than_degrees(degrees, file.source)
    return geometries, degrees


def _finite(geometry: Any) -> Any:
    if geometry is None or geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None
    return geometry


def _as_degrees(coordinates: Array, crs: CRS | None, notes: list[Sentence]) -> Array:
    """Degrees like those of WGS-84. Raises UnusableFile for a system that nothing leads from, such as another planet's."""
    if crs is None:
        return coordinates
    try:
        return _led_to_wgs84(coordinates, crs, notes)
    except ProjError as error:
        raise UnusableFile(say("system-not-on-earth", system=crs.name)) from error


def _led_to_wgs84(coordinates: Array, crs: CRS, notes: list[Sentence]) -> Array:
    base = crs.geodetic_crs
    if base is None:
        raise UnusableFile(say("system-not-on-earth", system=crs.name))
    if crs.is_projected:
        coordinates = _transformed(coordinates, Transformer.from_crs(crs, base, always_xy=True))
    if _like_wgs84(base):
        return coordinates
    transformer = Transformer.from_crs(base, "EPSG:4326", always_xy=True)
    metres = float(transformer.accuracy)
    notes.append(say("moved", system=base.name, metres=metres) if metres > 0 else say("moved-roughly", system=base.name))
    return _transformed(coordinates, transformer)


def _like_wgs84(base: CRS) -> bool:
    axis, flattening, tolerance = _SAME_AS_WGS84
    shape = base.ellipsoid
    return shape is not None and shape.semi_major_metre == axis and abs(shape.inverse_flattening - flattening) < tolerance


def _transformed(coordinates: Array, transformer: Transformer) -> Array:
    x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack((x, y))


def _refuse_other_than_degrees(degrees: Array, source: str) -> None:
    with np.errstate(invalid="ignore"):
        fit = (np.abs(degrees[:, 0]) <= 180.0) & (np.abs(degrees[:, 1]) <= 90.0)
    if not fit.all():
        x, y = degrees[~fit][0].tolist()
        raise UnusableFile(say("no-degrees", source=source, x=f"{x:.9g}", y=f"{y:.9g}"))


def columns_of(features: Sequence[Feature]) -> list[str]:
    """Names of the columns of a file, as many as a sentence can name."""
    return shown(sorted({key for feature in features[:_LOOKED_AT] for key in feature.properties}), _COLUMNS_SHOWN)


def parts(geometry: Any, kinds: Iterable[str]) -> list[Any]:
    """The simple parts of a geometry (collections are opened) that are of the given kinds."""
    wanted = set(kinds)
    if geometry is None:
        return []
    if hasattr(geometry, "geoms"):
        return [part for one in geometry.geoms for part in parts(one, wanted)]
    return [geometry] if geometry.geom_type in wanted and not geometry.is_empty else []
