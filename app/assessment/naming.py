"""Decides what the keys of groups are called."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from app.areas import queries as areas
from app.assessment.rules import By
from app.catalog.queries import catalog
from app.roster import queries as roster

Names = dict[str, dict[str, str]]
"""By key: {zh, en}."""
_EMPTY: Final = ""


def names_of(by: By, keys: Collection[str]) -> Names:
    """The names of units, segments and categories that exist; streets and what is gone have their code."""
    if by is By.UNIT:
        return {code: {"zh": name, "en": name} for code, name in roster.names(keys).items()}
    if by is By.CATEGORY:
        return {one.slug: {"zh": one.name_zh, "en": one.name_en} for one in catalog().entries if one.slug in keys}
    if by is By.SEGMENT:
        index = areas.current_index()
        found = {key: areas.segment_in(index, key) for key in keys}
        return {key: {"zh": one.name or key, "en": one.name or key} for key, one in found.items() if one is not None}
    return {}
