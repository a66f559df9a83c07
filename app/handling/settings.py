"""Decides what a city set for handling, as it is stored and read. Flushes, never commits."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog import queries as catalog
from app.catalog.calendar_rules import refused
from app.core import clock
from app.core.db import db, table_of
from app.core.errors import Stale
from app.core.statements import Statement
from app.handling.models import HandlingSettings
from app.handling.rules import Settings, Stage, is_safety

_row = table_of(HandlingSettings).c
_NEWEST = Statement(select(_row.id, _row.settings).order_by(_row.id.desc()).limit(1))
LONGEST_STAGE = 24 * 60


def in_force() -> Settings:
    """What counts now."""
    row = _NEWEST.first()
    return Settings() if row is None else read(row.settings)


def revision() -> int:
    """The number of what counts now, 0 while it is what comes with the program."""
    row = _NEWEST.first()
    return 0 if row is None else int(row.id)


def put(body: Mapping[str, Any], read_revision: int | None, by: Actor, now: datetime) -> Settings:
    """Sets everything anew; a change of what is drawn has a new seed. Raises Stale, or InvalidBody with pointers."""
    if read_revision is not None and read_revision != revision():
        raise Stale(revision=revision())
    before, wanted = in_force(), check(read(body))
    seed = before.seed if wanted.sampled == before.sampled and before.seed else secrets.token_hex(16)
    kept = replace(wanted, seed=seed if wanted.sampled else "")
    db.session.add(HandlingSettings(settings=written(kept), set_by=by.id, set_at=now))
    db.session.flush()
    told_now = before.seed if before.seed != kept.seed else None
    note(Action.HANDLING_SET, "handling", "settings", by=by, settings=public(kept), ended_seed=told_now)
    return kept


def check(settings: Settings) -> Settings:
    """The settings if they can be used. Raises InvalidBody with pointers."""
    for field in ("auto_close", "sampled", "seven_days_exempt"):
        slugs = getattr(settings, field)
        unknown = sorted(slug for slug in slugs if catalog.entry(slug) is None)
        if unknown:
            raise refused(f"/{field}", f"There is no category '{unknown[0]}': take its name from the catalogue.")
    safety = sorted(slug for slug in settings.sampled if _is_safety(slug))
    if safety:
        raise refused("/sampled", f"'{safety[0]}' is one of safety: it is always checked on the spot, take it from the list.")
    if any(not 0 < percent <= 100 for percent in settings.sampled.values()):
        raise refused("/sampled", "Give more than 0 and at most 100 percent; a category that is not listed is always checked.")
    if set(settings.stages) != set(Stage):
        raise refused("/stages", f"Give minutes for each of {', '.join(Stage)}.")
    if any(not 1 <= minutes <= LONGEST_STAGE for pair in settings.stages.values() for minutes in pair):
        raise refused("/stages", f"A stage has 1 to {LONGEST_STAGE} minutes.")
    return settings


def _is_safety(slug: str) -> bool:
    known = catalog.entry(slug)
    return known is not None and is_safety({"urgency": known.urgency, "group": known.group}, urgent=False)


def read(body: Mapping[str, Any]) -> Settings:
    """Settings from their JSON form; what is absent is as it comes with the program."""
    default = Settings()
    said = {**default.stages, **body.get("stages", {})}
    stages = {name: (int(pair[0]), int(pair[1])) for name, pair in said.items()}
    stopped = body.get("snow_stopped_at")
    return Settings(
        separate_filing=bool(body.get("separate_filing", False)),
        green_channel=bool(body.get("green_channel", True)),
        auto_close=frozenset(body.get("auto_close", ())),
        sampled={slug: float(percent) for slug, percent in body.get("sampled", {}).items()},
        seed=str(body.get("seed", "")),
        seven_days_exempt=frozenset(body.get("seven_days_exempt", ())),
        stages=stages,
        snow_stopped_at=stopped if isinstance(stopped, datetime) or stopped is None else clock.parse(stopped),
    )


def public(settings: Settings) -> dict[str, Any]:
    """What may be told: of the seed in use only its hash, so that nobody reckons who will be looked at. A seed is told in
    the log when another one takes its place."""
    told = written(settings)
    seed = told.pop("seed")
    return {**told, "seed_sha256": hashlib.sha256(seed.encode()).hexdigest() if seed else None}


def written(settings: Settings) -> dict[str, Any]:
    """Their JSON form."""
    return {
        "separate_filing": settings.separate_filing,
        "green_channel": settings.green_channel,
        "auto_close": sorted(settings.auto_close),
        "sampled": dict(sorted(settings.sampled.items())),
        "seed": settings.seed,
        "seven_days_exempt": sorted(settings.seven_days_exempt),
        "stages": {name: list(pair) for name, pair in settings.stages.items()},
        "snow_stopped_at": clock.isoformat(settings.snow_stopped_at) if settings.snow_stopped_at else None,
    }
