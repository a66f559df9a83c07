"""Decides what a phone takes along for papers in the street. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.notices import bodies, numbering, queries
from app.notices.models import NoticeTemplate, NumberBlock
from app.notices.rules import Kind, number_form
from app.notices.words import DISCLAIMER

Body = dict[str, Any]
AT_A_TIME: Final = 10
"""Papers that one phone gives out between two contacts; what is not used is void after a fortnight, so not more."""


def kit(device_id: str, by: Actor, now: datetime, *, numbers: bool, known: Collection[str]) -> Body:
    """Templates, basis list and numbers; new numbers only if asked for.

    `known` are the blocks that the phone still has. A phone that has lost one has forgotten which of its numbers are out:
    none of them is given to it again.
    """
    templates = [row for row in queries.templates_in_force() if _goes_along(row)]
    names = people.names({row.officer_id for row in templates if row.officer_id})
    return {
        "templates": [_template(row, _block(row, device_id, by, now, numbers, known), names) for row in templates],
        "basis": [bodies.basis_body(row) for row in queries.basis_in_force() if row.active],
        "disclaimer": DISCLAIMER,
    }


def _goes_along(row: NoticeTemplate) -> bool:
    finished = bool(row.mark and row.issuer and row.officer_id and row.authorised)
    return row.active and row.kind == Kind.RECTIFICATION and finished


def _block(
    template: NoticeTemplate, device_id: str, by: Actor, now: datetime, numbers: bool, known: Collection[str]
) -> Body | None:
    there = numbering.block_in_use(template, device_id, now)
    if there is not None and there.id in known:
        return _told(there)
    if not numbers:
        return None
    if there is not None:
        numbering.forget_block(there, by, now)
    return _told(numbering.give_block(template, device_id, AT_A_TIME, by, now))


def _told(block: NumberBlock) -> Body:
    [told] = bodies.block_bodies([block])
    return {"form": number_form(block.series), **{name: told[name] for name in ("id", "left", "ends_at")}}


def _template(row: NoticeTemplate, block: Body | None, names: dict[str, str]) -> Body:
    return {
        "id": row.id, "unit_code": row.unit_code, "issuer": row.issuer, "officer": names.get(row.officer_id or "", ""),
        "texts": row.texts, "authorised": row.authorised, "block": block,
    }  # fmt: skip
