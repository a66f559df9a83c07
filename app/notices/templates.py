"""Decides how templates and the basis list change: by further versions, so that what a paper quotes is there for ever.

Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog import queries as catalog
from app.core import if_match
from app.core.db import db
from app.core.errors import Stale
from app.core.locks import hold
from app.fonts.chinese import default_characters
from app.notices import queries
from app.notices.models import NoticeBasis, NoticeTemplate
from app.notices.rules import check_printable, refusal


def save_template(said: Mapping[str, Any], revision: str | None, by: Actor, now: datetime) -> NoticeTemplate:
    """A further version of the template of this unit and kind; `revision` is the If-Match, None for the first one.

    Whoever authorises categories beforehand is the officer in whose name their papers go out. Raises Stale, InvalidBody.
    """
    unit_code, kind = said["unit_code"], str(said["kind"])
    hold(f"notice-template:{unit_code}:{kind}")
    newest = queries.newest_template(unit_code, kind)
    version = _next_version(newest, revision)
    unknown = [slug for slug in said["authorised"] if catalog.entry(slug) is None]
    if unknown:
        raise refusal("/authorised", f"There is no category {', '.join(unknown)}: choose from the catalogue.")
    texts = dict(said["texts"])
    check_printable(_printed({**texts, "issuer": said["issuer"], "mark": said["mark"]}), default_characters())
    unchanged = newest is not None and said["authorised"] == newest.authorised
    officer_id = (newest.officer_id if newest and unchanged else by.id) if said["authorised"] else None
    row = NoticeTemplate(
        unit_code=unit_code, kind=kind, version=version, mark=said["mark"], issuer=said["issuer"], texts=texts,
        authorised=list(said["authorised"]), officer_id=officer_id, active=said["active"], by_id=by.id, at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    facts = {"unit": unit_code, "kind": kind, "version": version, "active": row.active, "authorised": row.authorised}
    note(Action.NOTICE_TEMPLATE, "notice-template", str(row.id), by=by, **facts)
    return row


def save_basis(said: Mapping[str, Any], revision: str | None, by: Actor, now: datetime) -> NoticeBasis:
    """A further version of a rule that papers may quote. Raises Stale, InvalidBody."""
    code = said["code"]
    hold(f"notice-basis:{code}")
    version = _next_version(queries.newest_basis(code), revision)
    named = {name: said[name] for name in ("title", "article", "text")}
    check_printable({f"/{name}": text for name, text in named.items()}, default_characters())
    row = NoticeBasis(code=code, version=version, **named, active=said["active"], by_id=by.id, at=now)
    db.session.add(row)
    db.session.flush()
    note(Action.NOTICE_BASIS, "notice-basis", str(row.id), by=by, code=code, version=version, active=row.active)
    return row


def _next_version(newest: NoticeTemplate | NoticeBasis | None, revision: str | None) -> int:
    """One more than the version that was read. Raises Stale when there is another by now."""
    if revision is None:
        if newest is not None:
            raise Stale(rev=newest.version)
        return 1
    there = newest.version if newest else 0
    if_match.check(revision, there)
    return there + 1


def _printed(texts: Mapping[str, Any]) -> dict[str, str]:
    return {f"/texts/{name}": "\n".join(said) if isinstance(said, list) else str(said) for name, said in texts.items()}
