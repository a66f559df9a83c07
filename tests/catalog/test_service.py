"""Changing the catalogue: for what comes, never for what runs, and never unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.rules import Actor, Role
from app.catalog import queries, service
from app.catalog.models import CatalogChange, CatalogEntry
from app.catalog.rules import Limit, Step, Unit
from app.core.changes import Change
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.core.transaction import in_transaction

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
TWO_HOURS = (Limit(Step.COVER, 2, Unit.HOURS),)


@pytest.fixture
def admin(ctx: Flask, add_person: Callable[..., str]) -> Actor:
    person = people.person_by_id(add_person("chief", Role.ADMIN))
    assert person is not None
    return people.actor_of(person)


def test_a_changed_limit_holds_for_new_cases_and_not_for_what_a_case_has_kept(admin: Actor) -> None:
    kept = queries.snapshot("manhole_missing", "sewage")
    in_transaction(lambda: service.update_entry(admin, "manhole_missing", {"limits": TWO_HOURS}, AT))
    now = queries.snapshot("manhole_missing", "sewage")
    assert kept is not None
    assert now is not None
    assert [limit["value"] for limit in kept["limits"]] == [1, 3, 36]
    assert (now["limits"], now["revision"]) == ([{"step": "cover", "value": 2, "unit": "hours"}], 2)


def test_a_snapshot_names_standard_code_and_name_and_is_plain_json(ctx: Flask) -> None:
    kept = queries.snapshot("manhole_missing", "sewage")
    assert kept is not None
    assert json.loads(json.dumps(kept))["standard"] == "GB/T 47678.5-2026"
    assert (kept["code"], kept["legacy_code"], kept["asset_type"]) == ("01002", "0102", "sewage")
    assert (kept["name_zh"], kept["name_en"]) == ("井盖缺失", "Manhole cover missing")
    without = queries.snapshot("other_waterlogging", None)
    assert without is not None
    assert (without["standard"], without["code"]) == (None, None)
    assert queries.snapshot("no_such_thing", None) is None


def test_only_what_was_changed_is_kept_apart_from_the_program(admin: Actor) -> None:
    in_transaction(lambda: service.update_entry(admin, "sl2_out_of_shop", {"photos_min": 3}, AT))
    changed = queries.entry("sl2_out_of_shop")
    assert changed is not None
    assert (changed.photos_min, changed.enabled, changed.urgency) == (3, True, "normal")
    assert [limit.value for limit in changed.limits] == [2]
    row = db.session.get_one(CatalogEntry, "sl2_out_of_shop")
    assert (row.photos_min, row.limits, row.urgency) == (3, None, None)


def test_a_switched_off_category_leaves_the_phones_but_is_still_known(admin: Actor) -> None:
    before = queries.pack_categories()
    in_transaction(lambda: service.update_entry(admin, "sl5_flags", {"enabled": False}, AT))
    after = queries.pack_categories()
    assert {entry["slug"] for entry in before} - {entry["slug"] for entry in after} == {"sl5_flags"}
    known = queries.entry("sl5_flags")
    assert known is not None
    assert known.enabled is False
    in_transaction(lambda: service.update_entry(admin, "sl5_flags", {"enabled": True}, AT))
    assert [entry["slug"] for entry in queries.pack_categories()] == [entry["slug"] for entry in before]


def test_every_change_is_recorded_and_announced(admin: Actor) -> None:
    in_transaction(lambda: service.update_entry(admin, "manhole_missing", {"limits": TWO_HOURS}, AT))
    in_transaction(lambda: service.update_entry(admin, "manhole_missing", {"enabled": False}, AT))
    first, second = db.session.scalars(select(CatalogChange).order_by(CatalogChange.revision))
    assert (first.revision, second.revision) == (2, 3)
    assert first.person_id == admin.id
    assert [limit["value"] for limit in first.before["limits"]] == [1, 3, 36]
    assert [limit["value"] for limit in first.after["limits"]] == [2]
    assert (second.before["enabled"], second.after["enabled"]) == (True, False)
    announced = list(db.session.scalars(select(Change).where(Change.type == "category")))
    assert [(change.object_id, change.rev, change.for_all) for change in announced] == [
        ("manhole_missing", 2, True),
        ("manhole_missing", 3, True),
    ]


def test_whoever_read_an_older_revision_has_to_read_again(admin: Actor) -> None:
    in_transaction(lambda: service.update_entry(admin, "sl5_flags", {"enabled": False}, AT, revision=1))
    with pytest.raises(Stale) as refusal:
        in_transaction(lambda: service.update_entry(admin, "sl5_flags", {"enabled": True}, AT, revision=1))
    assert refusal.value.facts == {"revision": 2}
    with pytest.raises(NotFound):
        in_transaction(lambda: service.update_entry(admin, "sl9_unknown", {"enabled": True}, AT))


def test_the_pack_has_an_order_and_eight_first_buttons(ctx: Flask) -> None:
    pack = queries.pack_categories()
    assert [entry["order"] for entry in pack] == list(range(1, len(pack) + 1))
    quick = sorted((entry["quick"], entry["slug"]) for entry in pack if entry["quick"])
    assert [place for place, _ in quick] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert quick[0][1] == "sl2_out_of_shop"
    assert next(entry["shots"] for entry in pack if entry["slug"] == "flyposting_posted") == ["scene", "number"]
    assert len(json.dumps(pack)) > 0
    assert {"slug": "sewage", "matter_code": "01002"}.items() <= queries.pack_cover_types()[1].items()
