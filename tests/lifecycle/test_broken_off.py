"""A process that is killed while it destroys loses nothing and leaves nothing, and no false record convinces."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import select

from app.cases.report_models import Deletion
from app.core.db import db
from app.lifecycle import job, originals, service
from app.photos.shelf import shelf
from tests.conftest import Phone
from tests.lifecycle.city import HALF_A_YEAR, City
from tests.reports.sending import deliver, photo
from tests.safekeeping.city import run_until_killed

KILLED: dict[str, tuple[ModuleType, str, int]] = {
    "before the first photo is out of the way": (originals, "forget", 0),
    "when the photos are out of the way": (service, "_clear", 0),
    "before the case and the feed are told": (service, "_tell_case", 0),
    "when the record is durable": (service, "finish", 1),
    "before the keys are gone": (originals, "destroy_keys", 1),
    "before the bytes are gone": (originals, "end", 1),
}


@pytest.mark.parametrize("step", KILLED)
def test_killed_half_way_it_goes_on_and_nothing_goes_without_a_record(step: str, rejected: str, city: City) -> None:
    module, name, recorded = KILLED[step]
    if city.ask(lambda: db.engine.dialect.name) != "sqlite":
        pytest.skip("a fork of this process cannot share its connections")
    city.ask(lambda: run_until_killed(job.apply, module, name), HALF_A_YEAR)
    assert city.rows(Deletion) == [recorded]
    city.ask(originals.put_back_what_is_known)
    assert city.has(1, 2) == [not recorded, not recorded]
    assert city.damage() == []
    assert city.apply(HALF_A_YEAR).reports == 1 - recorded
    assert city.rows(Deletion) == [1]
    assert city.ask(lambda: db.session.scalars(select(Deletion.done_at)).one()) is not None
    assert city.ask(lambda: list(shelf().store.blobs.taken_out("destroyed"))) == []
    assert city.has(1, 2) == [False, False]
    assert city.damage() == []


TAMPERED = {
    "a record that is gone": ("deletion-missing", "DELETE FROM deletion"),
    "a record that was altered": ("deletion-forged", "UPDATE deletion SET record = replace(record, 'not-filed', 'case')"),
    "a record that is not one": ("deletion-forged", "UPDATE deletion SET record = '['"),
    "a record of something else": ("deletion-forged", "UPDATE deletion SET rule = 'case'"),
    "what came back": ("deletion-undone", "UPDATE report SET note = 'x' WHERE destroyed_at IS NOT NULL"),
    "what was never destroyed": ("deletion-undone", "UPDATE report SET destroyed_at = NULL"),
    "what was destroyed by hand": (
        "deletion-missing",
        "UPDATE report SET destroyed_at = received_at, manifest = '' WHERE destroyed_at IS NULL",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_verify_store_names_what_no_valid_record_explains(how: str, rejected: str, city: City, li: Phone) -> None:
    deliver(li, photos=(photo(9),))
    city.apply(HALF_A_YEAR)
    assert city.damage() == []
    kind, statement = TAMPERED[how]
    city.sql(statement)
    assert kind in {line.partition(":")[0] for line in city.damage()}
