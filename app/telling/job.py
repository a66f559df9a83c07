"""Decides when messages leave: a thread of its own beside the other jobs, which never wait for somebody else's server."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from flask import Flask, current_app
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import delivery, digests, escalation, leases
from app.telling.models import Escalation, Message
from app.telling.rules import State

log = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 1.0


def carry_round() -> int:
    """Steps of urgent cases, digests whose time has come, then one round of tries; how much was done."""
    now = clock.now()
    steps = in_transaction(lambda: escalation.escalate(now)) if _steps_due() else 0
    gathered = in_transaction(lambda: digests.gather(now)) if _digests_due() else 0
    return steps + gathered + (delivery.carry_due() if leases.anything_due(now) else 0)


class Courier:
    """One job process's thread that carries. It starts when something is due and ends when nothing is left."""

    def __init__(self) -> None:
        self.running: threading.Thread | None = None
        self._looked: float | None = None

    def tend(self) -> int:
        """Background job: sees to it that somebody carries while something is due; 0, nobody has to hurry for it."""
        if self.running is not None and self.running.is_alive():
            return 0
        now = time.monotonic()
        if self._looked is not None and now - self._looked < LOOK_EVERY_S:
            return 0
        self._looked = now
        if _steps_due() or _digests_due() or leases.anything_due(clock.now()):
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            self.running = threading.Thread(target=_carry_all, args=(app,), name="courier", daemon=True)
            self.running.start()
        return 0


def _carry_all(app: Flask) -> None:
    with app.app_context():
        try:
            while carry_round():
                db.session.rollback()
        except Exception:
            log.exception("carrying messages failed; it is tried again")


def _steps_due() -> bool:
    due = (Escalation.ended_at.is_(None), Escalation.next_at <= clock.now())
    return db.session.scalar(select(Escalation.case_no).where(*due).limit(1)) is not None


def _digests_due() -> bool:
    due = (Message.state == State.WAITING, Message.in_digest, Message.next_try_at <= clock.now())
    return db.session.scalar(select(Message.id).where(*due).limit(1)) is not None


courier = Courier()


def carry_messages() -> int:
    """Background job: as `Courier.tend`, for this process."""
    return courier.tend()
