"""Decides which version of a scheme counts and what a new one must say. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import Any, Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog import queries as catalog
from app.core.db import db
from app.core.errors import InvalidBody, Stale
from app.core.if_match import check
from app.core.locks import hold
from app.fonts.chinese import default_characters
from app.pledges.default_schemes import DEFAULTS
from app.pledges.models import PledgeScheme
from app.pledges.rules import refusal
from app.pledges.vouching import SCHEME, scheme_rows

Body = dict[str, Any]
_SAID: Final = ("code", "name", "city", "renewal_days_on_change", "term_months", "notice_days", "frontage_rule", "items", "texts")
_COUNTS: Final = "零一二三四五六七八九十"
_BLANKS: Final = {"title": {"city", "count"}, "change": {"days"}}
"""What is filled into which sentence."""


def newest() -> list[PledgeScheme]:
    """The newest version of every scheme, in force or not, by code."""
    rows = db.session.scalars(select(PledgeScheme).order_by(PledgeScheme.code, PledgeScheme.version))
    return list({row.code: row for row in rows}.values())


def in_force(now: datetime) -> list[PledgeScheme]:
    """Of every scheme the version that counts at that moment, by code; a scheme put out of use has none."""
    rows = db.session.scalars(
        select(PledgeScheme).where(PledgeScheme.in_force_from <= now).order_by(PledgeScheme.code, PledgeScheme.version)
    )
    return [row for row in {row.code: row for row in rows}.values() if row.active]


def version(code: str | None, number: int | None) -> PledgeScheme | None:
    """One version, in force or not."""
    if code is None or number is None:
        return None
    return db.session.scalar(select(PledgeScheme).where(PledgeScheme.code == code, PledgeScheme.version == number))


def scheme(scheme_id: int | None) -> PledgeScheme | None:
    """The version of this row number."""
    return db.session.get(PledgeScheme, scheme_id) if scheme_id is not None else None


def save(said: Mapping[str, Any], if_match: str | None, by: Actor | None, now: datetime) -> PledgeScheme:
    """A new version, in force from `said["in_force_from"]` or now; pledges signed under an older one keep that one.

    Raises Stale unless `if_match` names the newest version (None: there must be none), InvalidBody with pointers.
    """
    hold(f"{SCHEME}:{said['code']}")
    last = next((row for row in newest() if row.code == said["code"]), None)
    if last is not None and if_match is None:
        raise Stale("There is a scheme of this code: read it, then send its version as If-Match.", rev=last.version)
    if last is not None:
        check(str(if_match), last.version)
    _check(said)
    row = PledgeScheme(
        **{name: said[name] for name in _SAID}, version=(last.version if last else 0) + 1, active=said["active"],
        by_id=by.id if by else None, in_force_from=said.get("in_force_from") or now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(Action.PLEDGE_SCHEME, SCHEME, row.code, by=by, rows=scheme_rows(row), version=row.version, active=row.active)
    return row


def make_defaults(now: datetime) -> int:
    """Within a transaction: the schemes that a city can begin with, none of them in force, where there is none at all yet;
    how many."""
    hold(SCHEME)
    if db.session.scalar(select(PledgeScheme.id).limit(1)) is not None:
        return 0
    for one in DEFAULTS:
        save(one, None, None, now)
    return len(DEFAULTS)


def body(row: PledgeScheme) -> Body:
    """As it is told."""
    plain = ("id", "code", "version", "name", "city", "renewal_days_on_change", "term_months", "notice_days", "frontage_rule")
    return {**{name: getattr(row, name) for name in plain}, "items": row.items, "texts": row.texts, "active": row.active}


def title(row: PledgeScheme) -> str:
    """What stands above a pledge: 「砚溪区门前五包责任书」."""
    count = len(row.items)
    return str(row.texts["title"]).format(city=row.city, count=_COUNTS[count] if count < len(_COUNTS) else count)


def change_sentence(row: PledgeScheme) -> str:
    """What the pledge says of changes."""
    return str(row.texts["change"]).format(days=row.renewal_days_on_change)


def _check(said: Mapping[str, Any]) -> None:
    for at, twice in (("code", "an item"), ("seq", "a place")):
        values = [item[at] for item in said["items"]]
        if len(set(values)) < len(values):
            raise refusal("/items", f"Two items have the same {at}: {twice} stands in a scheme once.")
    for place, item in enumerate(said["items"]):
        unknown = [slug for slug in item["category_slugs"] if catalog.entry(slug) is None]
        if unknown:
            raise refusal(f"/items/{place}/category_slugs", f"The catalog does not know {unknown[0]}.")
    for name, blanks in _BLANKS.items():
        _check_blanks(name, str(said["texts"][name]), blanks)
    _check_printable(said)


def _check_blanks(name: str, sentence: str, blanks: set[str]) -> None:
    try:
        named = [(field, form or conversion) for _, field, form, conversion in Formatter().parse(sentence) if field is not None]
    except ValueError:
        named = [("", None)]
    if any(field not in blanks or more for field, more in named):
        wanted = ", ".join(f"{{{blank}}}" for blank in sorted(blanks))
        raise refusal(f"/texts/{name}", f"Only {wanted} can be filled in here.")


def _check_printable(said: Mapping[str, Any]) -> None:
    """Raises InvalidBody for what the paper's font cannot draw."""
    known = default_characters()
    sentences = [said["name"], said["city"], said["frontage_rule"], *_flat(said["texts"].values())]
    sentences += [item[name] for item in said["items"] for name in ("name_zh", "do_zh", "dont_zh")]
    missing = sorted({one for sentence in sentences for one in sentence if one not in known and not one.isspace()})
    if missing:
        raise InvalidBody(f"The font of the papers has no {' '.join(missing[:10])}: write it in other words.")


def _flat(values: Any) -> list[str]:
    return [sentence for value in values for sentence in (value if isinstance(value, list) else [value])]
