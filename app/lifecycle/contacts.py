"""Decides when it goes whom a shop was reached by: some time after the shop was closed. Its pledges name who signed and stay.

Reads and writes as `queries` and `service` do for reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.deletions import CONTACT
from app.cases.report_models import Deletion
from app.core import clock
from app.core.days import day_ends
from app.lifecycle import records
from app.lifecycle.queries import Due, Ending, due_of, rules_in_force
from app.lifecycle.rules import Fate, Rule, latest_start
from app.shops import ending
from app.shops import queries as shop_queries
from app.shops.models import Shop
from app.shops.rules import ShopStatus


def all_due(rules: Sequence[Rule], today: date) -> Iterator[Due]:
    """Contacts of shops whose time is over on this day; the object is the shop."""
    day = latest_start(rules, Fate.CLOSED_SHOP, today)
    for shop_id in ending.closed_before(day_ends(day)) if day else ():
        shop = shop_queries.shop(shop_id)
        due = due_contact(shop, rules, today) if shop else None
        if due is not None:
            yield due


def due_contact(shop: Shop, rules: Sequence[Rule], today: date) -> Due | None:
    """Why and since when a contact's time is over; None while it is kept, of an open shop, and when there is none."""
    if shop.status != ShopStatus.CLOSED or shop.closed_at is None or shop.contact is None:
        return None
    return due_of(CONTACT, shop.id, Ending(Fate.CLOSED_SHOP, shop.closed_at, None), rules, today)


def destroy(listed: Due, by: Actor | None, today: date) -> Deletion | None:
    """Within a transaction: what is due goes, if it still is; None when it is not any more.

    A shop may close twice: the record is named by the entry in the shop's history, and says which shop it was.
    """
    shop = ending.held(listed.object_id)
    due = due_contact(shop, rules_in_force(), today) if shop else None
    if shop is None or due is None:
        return None
    now = clock.now()
    since = shop.closed_at
    event = ending.forget_contact(shop, by, now, due.rule.name)
    kept = replace(due, object_id=str(event.id))
    deletion = records.keep(kept, records.of_contact(kept, shop.id, since, by, now), by, now)
    note(Action.DESTROYED, CONTACT, shop.id, by=by, rule=due.rule.name, deletion=deletion.id)
    return deletion
