"""Reads the default catalogue that comes with the program, strictly: a slip in the file is found at start.

Knows the file's form, no table and no app.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from app.catalog.rules import (
    MAX_DUPLICATE_DAYS,
    MAX_DUPLICATE_RADIUS_M,
    MAX_PHOTOS_MIN,
    Catalog,
    Clip,
    CoverType,
    Disorder,
    Entry,
    Group,
    Limit,
    PledgeItem,
    Sameness,
    Shot,
    Starts,
    Step,
    Unit,
    Urgency,
    limits_problem,
)

DEFAULT_FILE: Final = Path(__file__).with_name("default_catalog.json")
QUICK_BUTTONS: Final = 8

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{1,78}")
_MATTER: Final = re.compile(r"\d{5}")
_LEGACY: Final = re.compile(r"\d{4}")
_DISORDER: Final = re.compile(r"SL[1-7]")
_EDITION: Final = re.compile(r"\d{4}-\d{2}")
_LEGACY_KINDS: Final = frozenset(("component", "event"))
_BASES: Final = frozenset(("default", "supplemented", "sample"))

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Reading = Callable[[Any, str], Any]


class BadCatalog(Exception):
    """The catalogue file cannot be used; the message names the place and what is expected there."""


@cache
def default_catalog() -> Catalog:
    """The catalogue of this release. Raises BadCatalog."""
    try:
        return parse_catalog(json.loads(DEFAULT_FILE.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise BadCatalog(f"{DEFAULT_FILE}: {error}") from error


def parse_catalog(raw: Any) -> Catalog:
    """The catalogue from decoded JSON; unknown, absent and ill-formed members raise BadCatalog with their place."""
    members = _object(raw, "", {"edition", "standards", "disorders", "duplicates", "cover_types", "quick_buttons", "entries"})
    standards = _object(members["standards"], "/standards", {"matter", "legacy"})
    duplicates = _list(members["duplicates"], "/duplicates", _reader(Sameness, _SAMENESS_FIELDS))
    if sorted(one.group for one in duplicates) != sorted(Group):
        raise BadCatalog(f"/duplicates: one for each group is expected: {', '.join(Group)}.")
    same = {one.group: one for one in duplicates}
    catalog = Catalog(
        edition=_matching(_EDITION)(members["edition"], "/edition"),
        matter_standard=_text(standards["matter"], "/standards/matter"),
        legacy_standard=_text(standards["legacy"], "/standards/legacy"),
        disorders=_list(members["disorders"], "/disorders", _reader(Disorder, _DISORDER_FIELDS)),
        duplicates=duplicates,
        cover_types=_list(members["cover_types"], "/cover_types", _reader(CoverType, _COVER_FIELDS)),
        quick_buttons=_list(members["quick_buttons"], "/quick_buttons", _text),
        entries=tuple(_as_same(entry, same[entry.group]) for entry in _list(members["entries"], "/entries", _entry)),
    )
    _check_whole(catalog)
    return catalog


def _as_same(entry: Entry, same: Sameness) -> Entry:
    return replace(entry, duplicate_radius_m=same.radius_m, duplicate_days=same.days)


def _entry(raw: Any, at: str) -> Entry:
    entry: Entry = _reader(Entry, _ENTRY_FIELDS)(raw, at)
    problem = limits_problem(entry.limits, entry.urgency)
    if problem is not None:
        raise BadCatalog(f"{at}/limits: {problem}")
    if entry.by_asset_type and (entry.matter_code or entry.legacy_code):
        raise BadCatalog(f"{at}: codes come from the asset type, so this entry must not have its own.")
    if entry.legacy_code and not entry.legacy_kind:
        raise BadCatalog(f"{at}/legacy_kind: says whether legacy_code is a component or an event.")
    if (entry.group is Group.PLEDGE) != (entry.pledge is not None):
        raise BadCatalog(f"{at}/pledge: pledge entries have one, others none.")
    _unique(list(entry.shots), f"{at}/shots", "shot")
    _unique(list(entry.clips), f"{at}/clips", "clip")
    if len(entry.shots) < entry.photos_min:
        raise BadCatalog(f"{at}/shots: every photo that is asked for has a shot that says what it shows.")
    return entry


def _check_whole(catalog: Catalog) -> None:
    _unique([entry.slug for entry in catalog.entries], "/entries", "slug")
    _unique([cover.slug for cover in catalog.cover_types], "/cover_types", "slug")
    _unique([cover.matter_code for cover in catalog.cover_types], "/cover_types", "matter_code")
    _unique(list(catalog.quick_buttons), "/quick_buttons", "slug")
    lost = [slug for slug in catalog.quick_buttons if catalog.entry(slug) is None]
    if lost or len(catalog.quick_buttons) != QUICK_BUTTONS:
        raise BadCatalog(f"/quick_buttons: {QUICK_BUTTONS} slugs of entries are expected; unknown: {lost}.")
    known = {disorder.code for disorder in catalog.disorders}
    for entry in catalog.entries:
        if entry.disorder is not None and entry.disorder not in known:
            raise BadCatalog(f"/entries ({entry.slug}): disorder {entry.disorder} is not in /disorders.")


def _unique(values: list[str], at: str, what: str) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise BadCatalog(f"{at}: {what} given twice: {', '.join(twice)}.")


def _object(raw: Any, at: str, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise BadCatalog(f"{at or '/'}: an object is expected.")
    if set(raw) != names:
        absent, unknown = sorted(names - set(raw)), sorted(set(raw) - names)
        raise BadCatalog(f"{at or '/'}: absent {absent}, unknown {unknown}.")
    return raw


def _list(raw: Any, at: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if not isinstance(raw, list):
        raise BadCatalog(f"{at}: a list is expected.")
    return tuple(read(value, f"{at}/{number}") for number, value in enumerate(raw))


def _text(raw: Any, at: str) -> str:
    if not isinstance(raw, str) or not raw.strip() or raw != raw.strip():
        raise BadCatalog(f"{at}: text without blanks around it is expected.")
    return raw


def _matching(pattern: re.Pattern[str]) -> Callable[[Any, str], str]:
    def read(raw: Any, at: str) -> str:
        if not isinstance(raw, str) or not pattern.fullmatch(raw):
            raise BadCatalog(f"{at}: {raw!r} does not look like {pattern.pattern}.")
        return raw

    return read


def _one_of(words: frozenset[str]) -> Callable[[Any, str], str]:
    def read(raw: Any, at: str) -> str:
        if raw not in words:
            raise BadCatalog(f"{at}: {raw!r} is none of {', '.join(sorted(words))}.")
        return str(raw)

    return read


def _enum(kind: type[E]) -> Callable[[Any, str], E]:
    read_word = _one_of(frozenset(kind))
    return lambda raw, at: kind(read_word(raw, at))


def _optional(read: Callable[[Any, str], T]) -> Callable[[Any, str], T | None]:
    return lambda raw, at: None if raw is None else read(raw, at)


def _flag(raw: Any, at: str) -> bool:
    if not isinstance(raw, bool):
        raise BadCatalog(f"{at}: true or false is expected.")
    return raw


def _number(lowest: int, highest: int) -> Callable[[Any, str], int]:
    def read(raw: Any, at: str) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool) or not lowest <= raw <= highest:
            raise BadCatalog(f"{at}: a whole number from {lowest} to {highest} is expected.")
        return raw

    return read


def _reader(kind: Callable[..., T], readings: Mapping[str, Reading]) -> Callable[[Any, str], T]:
    """A reading of one JSON object into a dataclass, each member by its own reading."""

    def read(raw: Any, at: str) -> T:
        members = _object(raw, at, set(readings))
        return kind(**{name: reading(members[name], f"{at}/{name}") for name, reading in readings.items()})

    return read


_SAMENESS_FIELDS: dict[str, Reading] = {
    "group": _enum(Group),
    "radius_m": _number(1, MAX_DUPLICATE_RADIUS_M),
    "days": _number(1, MAX_DUPLICATE_DAYS),
    "why": _text,
}
_DISORDER_FIELDS: dict[str, Reading] = {"code": _matching(_DISORDER), "name_zh": _text, "name_en": _text}
_COVER_FIELDS: dict[str, Reading] = {
    "slug": _matching(_SLUG),
    "name_zh": _text,
    "name_en": _text,
    "matter_code": _matching(_MATTER),
    "legacy_code": _optional(_matching(_LEGACY)),
    "legacy_varies": _flag,
}
_limit = _reader(Limit, {"step": _enum(Step), "value": _number(1, 1000), "unit": _enum(Unit)})
_ENTRY_FIELDS: dict[str, Reading] = {
    **{field.name: _text for field in fields(Entry) if field.default is MISSING},
    "slug": _matching(_SLUG),
    "group": _enum(Group),
    "disorder": _optional(_matching(_DISORDER)),
    "pledge": _optional(_reader(PledgeItem, {"scheme": _text, "item": _text})),
    "defect_code": _optional(_matching(_SLUG)),
    "matter_code": _optional(_matching(_MATTER)),
    "legacy_code": _optional(_matching(_LEGACY)),
    "legacy_kind": _optional(_one_of(_LEGACY_KINDS)),
    "legacy_approximate": _flag,
    "by_asset_type": _flag,
    "urgency": _enum(Urgency),
    "advice_zh": _optional(_text),
    "advice_en": _optional(_text),
    "limits": lambda raw, at: _list(raw, at, _limit),
    "limit_basis": _one_of(_BASES),
    "starts": _enum(Starts),
    "photos_min": _number(0, MAX_PHOTOS_MIN),
    "shots": lambda raw, at: _list(raw, at, _enum(Shot)),
    "clips": lambda raw, at: _list(raw, at, _enum(Clip)),
}
