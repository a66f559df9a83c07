"""Decides what a category is, which codes it has and what an admin may change. Knows no file, no table, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from app.core.errors import InvalidBody


class Group(StrEnum):
    """How categories are grouped on the phone."""

    FOUR_DISORDERS = "four_disorders"
    PLEDGE = "pledge"
    FLYPOSTING = "flyposting"
    MANHOLE = "manhole"
    OTHER = "other"


class Urgency(StrEnum):
    """Urgent cases are counted round the clock."""

    NORMAL = "normal"
    URGENT = "urgent"


class Unit(StrEnum):
    """Natural hours run round the clock; working time follows the calendar of the city."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


class Step(StrEnum):
    """What must have happened when a limit ends."""

    WARN = "warn"
    COVER = "cover"
    REPAIR = "repair"
    HANDLE = "handle"
    LATEST = "latest"


class Starts(StrEnum):
    """The event from which limits run: dispatch to the unit, or the declared end of a snowfall."""

    DISPATCHED = "dispatched"
    SNOW_STOPPED = "snow_stopped"


class Shot(StrEnum):
    """What a picture of a finding shows: the place with something that stays there, the thing, the number, whose it is."""

    SCENE = "scene"
    CLOSE = "close"
    NUMBER = "number"
    OWNERSHIP = "ownership"


class Clip(StrEnum):
    """What is recorded of a thing that no picture shows."""

    VIDEO = "video"
    SOUND = "sound"


MAX_LIMIT_VALUE: Final = 1000
MAX_PHOTOS_MIN: Final = 6
"""A report carries at most about six photos; asking for more would only teach people to take pointless ones."""
MAX_DUPLICATE_RADIUS_M: Final = 200
"""Beyond the error of any fix it is another place."""
MAX_DUPLICATE_DAYS: Final = 90
CHANGEABLE: Final = ("enabled", "urgency", "limits", "photos_min", "duplicate_radius_m", "duplicate_days")


@dataclass(frozen=True)
class Limit:
    """One step of the time limit: `value` counted in `unit`."""

    step: Step
    value: int
    unit: Unit


@dataclass(frozen=True)
class PledgeItem:
    """Which promise of which pledge scheme a breach is."""

    scheme: str
    item: str


@dataclass(frozen=True)
class Codes:
    """Codes under the current and the former standard; None where that standard has none."""

    matter: str | None
    legacy: str | None
    legacy_kind: str | None


@dataclass(frozen=True)
class CoverType:
    """A type of manhole cover; `legacy_varies` when cities number it differently under the former standard."""

    slug: str
    name_zh: str
    name_en: str
    matter_code: str
    legacy_code: str | None
    legacy_varies: bool


@dataclass(frozen=True)
class Entry:
    """One category. With `by_asset_type` its codes are those of the asset's type and its own are None.

    What lies within `duplicate_radius_m` metres and was seen at most `duplicate_days` days apart is taken for the same thing.
    `legacy_kind` says whether the former code names a component or an event, whose numbers overlap;
    `legacy_approximate` that it is the nearest one. `limit_basis`: `default`, `supplemented` (no example seen)
    or `sample` (taken from a city's published rule). `shots` are the pictures a camera asks for, in that order,
    `clips` the recordings it offers.
    """

    slug: str
    group: Group
    disorder: str | None
    pledge: PledgeItem | None
    defect_code: str | None
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    matter_code: str | None
    legacy_code: str | None
    legacy_kind: str | None
    legacy_approximate: bool
    by_asset_type: bool
    urgency: Urgency
    file_when_zh: str
    file_when_en: str
    close_when_zh: str
    close_when_en: str
    advice_zh: str | None
    advice_en: str | None
    limits: tuple[Limit, ...]
    limit_basis: str
    starts: Starts
    photos_min: int
    shots: tuple[Shot, ...]
    clips: tuple[Clip, ...]
    duplicate_radius_m: int = 0
    duplicate_days: int = 0
    enabled: bool = True
    revision: int = 1


@dataclass(frozen=True)
class Sameness:
    """Within how many metres and days two findings of one category of a group are taken for one, and why."""

    group: Group
    radius_m: int
    days: int
    why: str


@dataclass(frozen=True)
class Disorder:
    """One of the 乱: code SL1 … SL7 and names."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Catalog:
    """A whole edition: entries in display order, cover types, and the categories of the first buttons."""

    edition: str
    matter_standard: str
    legacy_standard: str
    disorders: tuple[Disorder, ...]
    duplicates: tuple[Sameness, ...]
    cover_types: tuple[CoverType, ...]
    quick_buttons: tuple[str, ...]
    entries: tuple[Entry, ...]

    def entry(self, slug: str) -> Entry | None:
        """The category of this name."""
        return next((entry for entry in self.entries if entry.slug == slug), None)

    def cover_type(self, asset_type: str | None) -> CoverType | None:
        """The cover type of this slug or five-digit code."""
        return next((cover for cover in self.cover_types if asset_type in (cover.slug, cover.matter_code)), None)

    def resolve_codes(self, entry: Entry, asset_type: str | None) -> Codes:
        """The codes of a report: the category's own, or its asset type's. Nothing is invented: without a type, None."""
        if not entry.by_asset_type:
            return Codes(entry.matter_code, entry.legacy_code, entry.legacy_kind if entry.legacy_code else None)
        cover = self.cover_type(asset_type)
        if cover is None:
            return Codes(None, None, None)
        return Codes(cover.matter_code, cover.legacy_code, entry.legacy_kind if cover.legacy_code else None)


def limits_problem(limits: Sequence[Limit], urgency: Urgency) -> str | None:
    """Why these limits cannot be used together, as a sentence; None when they can."""
    if not limits:
        return "A category needs at least one limit."
    if len({limit.step for limit in limits}) < len(limits):
        return "Each step may occur once."
    if any(not 1 <= limit.value <= MAX_LIMIT_VALUE for limit in limits):
        return f"A limit is a whole number from 1 to {MAX_LIMIT_VALUE}."
    if urgency is Urgency.URGENT and any(limit.unit is not Unit.HOURS for limit in limits):
        return "Urgent categories are counted in natural hours only."
    pairs = zip(limits, limits[1:], strict=False)
    if any(before.unit is after.unit and before.value > after.value for before, after in pairs):
        return "Later steps must not end before earlier ones."
    return None


def with_changes(entry: Entry, changes: Mapping[str, Any]) -> Entry:
    """The entry after an admin's changes (keys of `CHANGEABLE`, typed). Raises InvalidBody with pointers."""
    unknown = [key for key in changes if key not in CHANGEABLE]
    if unknown or not changes:
        raise _refusal("", f"Changeable are {', '.join(CHANGEABLE)}.")
    if not 0 <= changes.get("photos_min", 0) <= MAX_PHOTOS_MIN:
        raise _refusal("/photos_min", f"A whole number from 0 to {MAX_PHOTOS_MIN}.")
    for name, highest in (("duplicate_radius_m", MAX_DUPLICATE_RADIUS_M), ("duplicate_days", MAX_DUPLICATE_DAYS)):
        if not 1 <= changes.get(name, 1) <= highest:
            raise _refusal(f"/{name}", f"A whole number from 1 to {highest}.")
    changed = replace(entry, **changes)
    problem = limits_problem(changed.limits, changed.urgency)
    if problem is not None:
        raise _refusal("/limits", problem)
    return changed


def _refusal(pointer: str, detail: str) -> InvalidBody:
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
