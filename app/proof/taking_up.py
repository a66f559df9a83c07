"""Decides which rows the log begins to vouch for when a release vouches for more than the one before, and writes that down.

A digest that is taken then says what stood in the row at the upgrade. What was written stays unknown, and the entry's
action says so. It is done once; a row that comes past the program later is found as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Final

from flask import current_app

from app.audit import queries as audit
from app.audit.rules import Action
from app.audit.service import hold_log, note
from app.cases import digests
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.proof.rows import KINDS, MORE_KINDS, Rows, more_of_cases

AT_ONCE: Final = 200
"""Objects of one transaction: nobody else writes into the log meanwhile."""
_DONE: Final = "digests-taken"
"""The fact that says that it was done."""
_RowsOf = Callable[[Collection[str]], Mapping[str, Rows]]


def take_up() -> int:
    """Gives the rows that were written before their kind was vouched for their digests; how many objects got some.

    Nothing happens from the second time on. Killed in between, it goes on where it was. Must not be called within a
    transaction.
    """
    if recalled(_DONE):
        return 0
    taken = 0
    for kind, ids, rows in _kinds():
        found = iter(ids())
        while some := list(islice(found, AT_ONCE)):
            taken += in_transaction(partial(_take, kind, some, rows))
    in_transaction(lambda: remember(_DONE, "yes"))
    return taken


def _take(kind: str, object_ids: Collection[str], rows: _RowsOf) -> int:
    hold_log()  # first of all: what others commit until then is seen, what they commit afterwards they note after us
    found = rows(object_ids)
    known = audit.vouched(kind, found.keys(), audit.emptied_at())
    taken = 0
    for object_id, digests_now in found.items():
        held = known.get(object_id, audit.Vouched()).digests
        new = {name: (None, value) for name, value in digests_now.items() if name not in held}
        if new:
            note(Action.DIGESTS_TAKEN, kind, object_id, rows=new)
            taken += 1
    return taken


def _kinds() -> Iterator[tuple[str, Callable[[], list[str]], _RowsOf]]:
    """What came to be vouched for after the log began: the kinds of features above, and what they know of cases."""
    for kind, how in current_app.extensions[MORE_KINDS].items():
        yield kind, how.ids, how.rows
    yield digests.CASE, KINDS[digests.CASE].ids, more_of_cases
