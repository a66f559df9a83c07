"""Loads the demo city and empties it again, through the services of the features. Knows no shapes and no pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from app.audit.models import AuditEntry
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import Model, db, table_of
from app.core.facts import Fact, new_epoch, recalled, remember
from app.core.transaction import in_transaction
from app.demo import appointing, pledging, settling
from app.demo.affairs import affairs
from app.demo.casting import courses
from app.demo.earlier import WEEKS, earlier
from app.demo.gate import check_allowed
from app.demo.history import AFFAIRS, let_happen, let_tell
from app.demo.promised import promised, put_right
from app.demo.story import DAYS, story
from app.demo.told_promises import told_promises
from app.permits import service as permits
from app.photos.models import Photo
from app.photos.shelf import shelf
from app.roster import service as roster

SETTLED_BEFORE = timedelta(days=DAYS + WEEKS * 7 + 2)  # the city was there before its first report
TOLD, BEGUN, WHOLE = "demo-told", "begun", "whole"
"""The fact that says whether the whole story has been told."""


@dataclass(frozen=True)
class Loaded:
    """How much was new."""

    people: int
    segments: int
    cells: int
    shops: int
    reports: int


def load_demo(now: datetime, say: Callable[[str], None] = lambda _: None) -> Loaded:
    """Makes the demo city complete: people, areas, shops, six weeks of reports up to `now` and what became of them.

    `say` is told when that will take a while. What is there stays; a load that was cut off goes on where it stopped,
    telling the story of the day it began.
    Must not be called within a transaction. Raises DemoIsOff, OtherPeopleHere or FontSourceMissing.
    """
    settings = current_app.extensions["settings"]
    check_allowed(settings)
    began = settling.began_at()
    if began is None:
        began = now - SETTLED_BEFORE
        say("Loading the demo city; once, about a minute.")
        in_transaction(begin)
    elif recalled(TOLD) != BEGUN:  # whole, or of a former version of this program
        return Loaded(0, 0, 0, 0, 0)
    people = in_transaction(lambda: settling.add_people(began))
    segments, cells = in_transaction(lambda: settling.add_areas(began))
    in_transaction(lambda: appointing.appoint(began))
    shops = in_transaction(lambda: settling.add_shops(began))
    told_at = began + SETTLED_BEFORE
    reports = (*(earlier(told_at) if settings.demo_past else ()), *story(told_at))
    worked, broken = courses(reports, told_at), promised(told_at)
    handed_in = put_right(broken, told_at)
    told = sorted((*reports, *broken), key=lambda one: one.received_at)
    others = [*affairs(reports, worked, told_at), *told_promises(broken, handed_in, told_at)]
    others.sort(key=lambda affair: affair.at)
    new = let_happen(told, {**worked, **handed_in}, others, settling.actors())
    pledging.let_sign(reports, settling.actors(), began, told_at)
    let_tell(settling.actors(), told_at)
    in_transaction(lambda: remember(TOLD, WHOLE))
    return Loaded(people, segments, cells, shops, new)


def begin() -> None:
    """Within a transaction: nothing of the story has been told."""
    remember(TOLD, BEGUN)
    remember(AFFAIRS, "0")


def reset_demo(now: datetime) -> Loaded:
    """Empties the demo's database and photo store and loads the city anew. Raises as `load_demo`."""
    check_allowed(current_app.extensions["settings"])
    names = list(db.session.scalars(select(Photo.sha256)))
    in_transaction(empty)
    for sha256 in names:
        shelf().derived.forget(sha256)
        shelf().store.remove(sha256)
    return load_demo(now)


def empty() -> None:
    """Within a transaction: empties every table but the installation's facts and the log.

    A new epoch tells phones that were here to offer all they have.
    """
    kept = {table_of(Fact), table_of(AuditEntry)}
    for table in reversed(Model.metadata.sorted_tables):
        if table not in kept:
            db.session.execute(delete(table))
    roster.forget_kept()
    permits.forget_kept()
    note(Action.EMPTIED, "installation", new_epoch())
