"""Reads from the server's own database what became of a herd, and gives its phones their login sessions beforehand."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import LoginSession, Person
from app.accounts.rules import Actor, Role, Scope
from app.accounts.service import token_hash
from app.cases.report_models import Report, ReportPhoto
from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.factory import create_app
from app.photos.shelf import shelf
from app.reports import feed

READER = Actor("checker", "checker", "", frozenset({Role.ADMIN}), Scope())


@dataclass(frozen=True)
class Found:
    """What is in the database and store of what phones sent, against what they sent."""

    sent: int
    lost: int
    doubled: int
    not_whole: int
    not_in_store: int
    feed_differs: int

    def faults(self) -> list[str]:
        """What must not be, in words."""
        counts = {
            "reports lost": self.lost, "reports twice": self.doubled, "reports not whole": self.not_whole,
            "photos without a file": self.not_in_store, "differences of feed and tables": self.feed_differs,
        }  # fmt: skip
        return [f"{count} {what}" for what, count in counts.items() if count]


def server_app(env: Mapping[str, str]) -> Flask:
    """An app on a server's database and store."""
    return create_app(Settings.from_env(env))


def people(env: Mapping[str, str], count: int) -> list[tuple[str, str, str]]:
    """`count` patrols who are signed in on a phone each: (cookie, person id, device id). They have no password."""
    app, now = server_app(env), clock.now()
    phones = []
    with app.app_context():
        for number in range(count):
            token, person_id, device_id = secrets.token_urlsafe(32), str(uuid.uuid4()), str(uuid.uuid4())
            phones.append((f"sid={token}", person_id, device_id))
            person = Person(
                id=person_id, username=f"herd{number}-{device_id[:8]}", name="", roles=[Role.PATROL.value],
                password_hash="", active=True, demo=False, created_at=now,
            )  # fmt: skip
            login = LoginSession(
                token_hash=token_hash(token), person_id=person_id, device_id=device_id,
                created_at=now, last_used_at=now, expires_at=now + timedelta(days=30),
            )  # fmt: skip
            in_transaction(lambda person=person, login=login: _add(person, login))
        db.engine.dispose()
    return phones


def find(app: Flask, sent: Mapping[str, list[str]]) -> Found:
    """Compares what phones sent (photo names by report id) with the tables, the store and the feed."""
    with app.app_context():
        links: dict[str, set[str]] = {report_id: set() for report_id in db.session.scalars(select(Report.id))}
        for report_id, sha256 in db.session.execute(select(ReportPhoto.report_id, ReportPhoto.sha256).where(ReportPhoto.stored)):
            links[report_id].add(sha256)
        places = Counter(tuple(row) for row in db.session.execute(select(Report.device_id, Report.device_seq)))
        store = shelf().store
        files = sum(not store.has(name) for names in links.values() for name in names)
        told = in_feed()
        db.session.remove()
        db.engine.dispose()
    return Found(
        sent=len(sent),
        lost=len(sent.keys() - links.keys()),
        doubled=len(links.keys() - sent.keys()) + sum(count - 1 for count in places.values()),
        not_whole=sum(set(names) != links.get(report_id, set()) for report_id, names in sent.items()),
        not_in_store=files,
        feed_differs=len(told ^ links.keys()),
    )


def in_feed() -> set[str]:
    """The ids of all reports that a reader finds who starts without a cursor and follows to the end."""
    seen, cursor, more = set[str](), None, True
    while more:
        stretch = feed.changes_since(cursor, feed.MAX_CHANGES, READER)
        seen |= {change["id"] for change in stretch.changes if change["type"] == "report" and change["op"] == "put"}
        cursor, more = stretch.cursor, stretch.has_more
    return seen


def _add(person: Person, login: LoginSession) -> None:
    db.session.add(person)
    db.session.flush()
    db.session.add(login)
