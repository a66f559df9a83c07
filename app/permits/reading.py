"""Decides how GeoJSON becomes permits: one for each polygon, its properties named as on the wire. Knows no table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import marshmallow as ma
import shapely

from app.areas.datum import Datum
from app.areas.features import Feature, in_wgs84, parts
from app.areas.read_geojson import features_of
from app.core.errors import InvalidBody
from app.core.problems import pointers
from app.permits.rules import PermitFacts, checked, refusal
from app.permits.schemas import PermitBody

MOST: int = 1000


def read(document: Any, datum: Datum, known_categories: Collection[str]) -> list[PermitFacts]:
    """The permits of a FeatureCollection. Raises UnusableFile for what is no GeoJSON, InvalidBody that names the feature."""
    file = in_wgs84(features_of(document, "GeoJSON"), datum)
    if not 1 <= len(file.features) <= MOST:
        raise refusal("/features", f"Bring 1 to {MOST} features at once.")
    return [facts for feature in file.features for facts in _permits(feature, known_categories)]


def _permits(feature: Feature, known_categories: Collection[str]) -> list[PermitFacts]:
    pointer = f"/features/{feature.number - 1}"
    polygons = parts(feature.geometry, ("Polygon",)) if feature.geometry is not None else []
    if not polygons:
        raise refusal(f"{pointer}/geometry", "A permit is a polygon.")
    if any(len(polygon.interiors) for polygon in polygons):
        raise refusal(f"{pointer}/geometry", "A polygon with a hole is no permit: draw it around the place.")
    said = {
        name: value
        for name, value in feature.properties.items()
        if name in PermitBody().declared_fields or name in ("from", "to")
    }
    found = []
    for polygon in polygons:
        try:
            body = PermitBody().load({**said, "polygon": shapely.get_coordinates(polygon.exterior).tolist()})
            found.append(checked(body, known_categories))
        except ma.ValidationError as error:
            raise InvalidBody(errors=pointers(error.messages, f"{pointer}/properties")) from error
        except InvalidBody as error:
            raise InvalidBody(error.detail, errors=[_moved(one, pointer) for one in error.facts["errors"]]) from error
    return found


def _moved(error: dict[str, str], pointer: str) -> dict[str, str]:
    """The same under the feature."""
    place = "/geometry" if error["pointer"].startswith("/polygon") else f"/properties{error['pointer']}"
    return {**error, "pointer": pointer + place}
