"""Reads of the catalogue as this city uses it: what comes with the program, with the admin's changes. Writes nothing."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import bindparam, select

from app.catalog.default_file import default_catalog
from app.catalog.models import CatalogEntry
from app.catalog.rules import Catalog, Entry, Limit, Step, Unit, Urgency
from app.core.db import AnyRow, db, table_of
from app.core.statements import Statement


def catalog() -> Catalog:
    """The whole catalogue, switched-off entries included (`enabled` says so)."""
    default = default_catalog()
    changed = {row.slug: row for row in db.session.scalars(select(CatalogEntry))}
    entries = tuple(_changed(entry, changed.get(entry.slug)) for entry in default.entries)
    return replace(default, entries=entries)


def entry(slug: str | None) -> Entry | None:
    """The category of this name, switched off or not; None for one the catalogue does not know."""
    known = default_catalog().entry(slug) if slug else None
    return _changed(known, _CHANGED.first(slug=slug)) if known else None


_CHANGED = Statement(select(table_of(CatalogEntry)).where(table_of(CatalogEntry).c.slug == bindparam("slug")))


def snapshot(slug: str, asset_type: str | None) -> dict[str, Any] | None:
    """What a case keeps of its category, so that later changes of the catalogue do not touch it; None if unknown.

    `code` and `legacy_code` are resolved by the asset's type where the category asks for it, with the standard each
    belongs to; both are null where the standard has none. `limits` are those in force now.
    """
    known, default = entry(slug), default_catalog()
    if known is None:
        return None
    codes, cover = default.resolve_codes(known, asset_type), default.cover_type(asset_type)
    kept = ("slug", "group", "disorder", "pledge", "defect_code", "name_zh", "name_en", "urgency", "starts", "limits")
    body = entry_body(known)
    return {
        **{name: body[name] for name in (*kept, "close_when_zh", "close_when_en", "photos_min", "revision")},
        "standard": default.matter_standard if codes.matter else None,
        "code": codes.matter,
        "legacy_standard": default.legacy_standard if codes.legacy else None,
        "legacy_code": codes.legacy,
        "legacy_kind": codes.legacy_kind,
        "asset_type": cover.slug if known.by_asset_type and cover else None,
        "edition": default.edition,
    }


def pack_categories() -> list[dict[str, Any]]:
    """The categories a phone carries, in display order: `order` counts from 1, `quick` is the place among the first eight."""
    whole = catalog()
    quick = {slug: place for place, slug in enumerate(whole.quick_buttons, start=1)}
    used = [known for known in whole.entries if known.enabled]
    return [{**entry_body(known), "order": order, "quick": quick.get(known.slug)} for order, known in enumerate(used, start=1)]


def pack_cover_types() -> list[dict[str, Any]]:
    """The types of manhole covers a phone offers, with both codes."""
    return [asdict(cover) for cover in default_catalog().cover_types]


def entry_body(known: Entry) -> dict[str, Any]:
    """The wire form of a category: plain JSON values."""
    body = asdict(known)
    return {**body, **{name: list(body[name]) for name in ("limits", "shots", "clips")}}


def _changed(known: Entry, row: CatalogEntry | AnyRow | None) -> Entry:
    if row is None:
        return known
    return replace(
        known,
        enabled=row.enabled,
        urgency=Urgency(row.urgency) if row.urgency else known.urgency,
        limits=_limits(row.limits) if row.limits else known.limits,
        photos_min=known.photos_min if row.photos_min is None else row.photos_min,
        duplicate_radius_m=row.duplicate_radius_m or known.duplicate_radius_m,
        duplicate_days=row.duplicate_days or known.duplicate_days,
        revision=row.revision,
    )


def _limits(rows: list[dict[str, Any]]) -> tuple[Limit, ...]:
    return tuple(Limit(Step(row["step"]), row["value"], Unit(row["unit"])) for row in rows)
