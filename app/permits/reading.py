"""Decides how GeoJSON becomes permits: one for each polygon, its properties named as on the wire. Knows no table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

import marshmallow as ma
import shapely

from app.areas.datum import Datum
from app.areas.features import Feature, in_wgs84, parts
from app.areas.read_geojson import features_of
from app.core.errors import InvalidBody
from app.core.problems import pointers
from app.permits.rules import PermitFacts, checked, refusal
from app.permits.schemas import PermitBody

MOST: Final = 1000
_GEOMETRY: Final = "geometry"
"""The word for a shape that cannot be used, where nothing says more of it."""


class Wrong(NamedTuple):
    """What is wrong with a feature, counted from 1: a word for screens, a sentence for everybody else."""

    number: int
    pointer: str
    word: str
    detail: str


class Found(NamedTuple):
    """A permit and the number of its feature."""

    number: int
    facts: PermitFacts


def read(document: Any, datum: Datum, known_categories: Collection[str]) -> list[PermitFacts]:
    """The permits of a FeatureCollection. Raises UnusableFile for what is no GeoJSON, InvalidBody that names every fault."""
    found, wrong = sort_out(document, datum, known_categories)
    if wrong:
        raise InvalidBody(
            f"{len(wrong)} of the features cannot be used; nothing was entered. The first: {wrong[0].detail}",
            errors=[{"pointer": one.pointer, "detail": one.detail} for one in wrong],
        )
    return [one.facts for one in found]


def sort_out(document: Any, datum: Datum, known_categories: Collection[str]) -> tuple[list[Found], list[Wrong]]:
    """The permits of a FeatureCollection and the features that cannot be used. Raises UnusableFile for what is no GeoJSON."""
    file = in_wgs84(features_of(document, "GeoJSON"), datum)
    if not 1 <= len(file.features) <= MOST:
        raise refusal("/features", f"Bring 1 to {MOST} features at once.")
    found: list[Found] = []
    wrong: list[Wrong] = []
    for feature in file.features:
        try:
            found += [Found(feature.number, facts) for facts in _permits(feature, known_categories)]
        except InvalidBody as error:
            wrong += [_wrong(feature, one) for one in error.facts["errors"]]
    return found, wrong


def _permits(feature: Feature, known_categories: Collection[str]) -> list[PermitFacts]:
    """Raises InvalidBody with pointers below the feature."""
    polygons = parts(feature.geometry, ("Polygon",)) if feature.geometry is not None else []
    if not polygons:
        raise refusal("/geometry", "A permit is a polygon.", "not-polygon")
    if any(len(polygon.interiors) for polygon in polygons):
        raise refusal("/geometry", "A polygon with a hole is no permit: draw it around the place.", "hole")
    said = {
        name: value
        for name, value in feature.properties.items()
        if name in PermitBody().declared_fields or name in ("from", "to")
    }
    facts = []
    for polygon in polygons:
        try:
            body = PermitBody().load({**said, "polygon": shapely.get_coordinates(polygon.exterior).tolist()})
        except ma.ValidationError as error:
            raise InvalidBody(errors=[_placed(one) for one in pointers(error.messages)]) from error
        try:
            facts.append(checked(body, known_categories))
        except InvalidBody as error:
            raise InvalidBody(error.detail, errors=[_placed(one) for one in error.facts["errors"]]) from error
    return facts


def _placed(error: dict[str, str]) -> dict[str, str]:
    """The same below the feature, where GeoJSON has it."""
    place = "/geometry" if error["pointer"].startswith("/polygon") else f"/properties{error['pointer']}"
    return {**error, "pointer": place}


def _wrong(feature: Feature, error: dict[str, str]) -> Wrong:
    _, part, *members = error["pointer"].split("/")
    word = error.get("word") or (members[0] if members else _GEOMETRY)
    return Wrong(
        feature.number, f"/features/{feature.number - 1}/{part}{''.join(f'/{one}' for one in members)}", word, error["detail"]
    )
