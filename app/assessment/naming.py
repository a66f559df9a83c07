"""Decides what the keys of groups are called."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import func, select

from app.areas import queries as areas
from app.areas.models import GridCell, RoadSegment
from app.assessment.rules import By
from app.catalog.queries import catalog
from app.core.among import among
from app.core.db import db
from app.roster import queries as roster

Names = dict[str, dict[str, str]]
"""By key: {zh, en}."""
_SECTION: Final = re.compile(r".*-S(\d+)")
_STREET: Final = re.compile(r"(\d{6})(\d{3})")
_BEHIND: Final = "~"
"""Sorts behind everything that codes are made of."""


def names_of(by: By, keys: Collection[str]) -> Names:
    """The names of units, segments, streets and categories; what nobody has named is said with its number."""
    if by is By.UNIT:
        return {code: {"zh": name, "en": name} for code, name in roster.names(keys).items()}
    if by is By.CATEGORY:
        return {one.slug: {"zh": one.name_zh, "en": one.name_en} for one in catalog().entries if one.slug in keys}
    if by is By.STREET:
        return {key: _street(key) for key in keys}
    return _segments(keys)


def _segments(keys: Collection[str]) -> Names:
    """By the areas in force; one that has ended by what it was called last."""
    index = areas.current_index()
    roads = {key: one.name for key in keys if (one := areas.segment_in(index, key)) is not None and one.name}
    roads |= _ended_roads([key for key in keys if key not in roads])
    return {key: _section(key, road) for key, road in roads.items()}


def _ended_roads(codes: Collection[str]) -> dict[str, str]:
    if not codes:
        return {}
    newest = select(func.max(RoadSegment.id)).where(among(RoadSegment.code, codes), RoadSegment.name.is_not(None))
    rows = select(RoadSegment.code, RoadSegment.name).where(RoadSegment.id.in_(newest.group_by(RoadSegment.code)))
    return {code: name for code, name in db.session.execute(rows) if name}


def _section(code: str, road: str) -> dict[str, str]:
    """A segment told apart from the next one of its road."""
    found = _SECTION.fullmatch(code)
    return {"zh": f"{road} {found[1]} 段", "en": f"{road} sec. {found[1]}"} if found else {"zh": road, "en": road}


def _street(key: str) -> dict[str, str]:
    """As the layers of areas call the street whose nine digits these are."""
    found = _STREET.fullmatch(key)
    prefixes = ((GridCell, key), (RoadSegment, f"{found[1]}-{found[2]}-")) if found else ()
    name = next((name for model, prefix in prefixes if (name := _called(model, prefix))), None)
    if name is not None:
        return {"zh": name, "en": name}
    number = found[2] if found else key
    return {"zh": f"街道 {number}", "en": f"Street {number}"}


def _called(model: Any, prefix: str) -> str | None:
    within = (model.code >= prefix, model.code < prefix + _BEHIND, model.street.is_not(None))
    name: str | None = db.session.scalar(select(model.street).where(*within).order_by(model.id.desc()).limit(1))
    return name
