"""A reference phone: the sync protocol as the contract states it, written without the program's own client.

Text first, then photos, then the text again for the receipt; after every reconnect it asks about what it already told.
Only a receipt that quotes its own hash settles a report. Nothing has an attempt limit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.city_server import PASSWORD
from tests.faults.material import capture
from tests.faults.pocket import Pocket, Row
from tests.faults.wire import Answer, NoAnswer, Wire, as_json, repr_digest

LATER = frozenset((408, 425, 429, 500, 502, 503, 504, 507))
PARKED = frozenset((400, 409, 413, 415, 422))
LEVELS = ("text", "photos", "backed-up")
OFFER_LINES = 200
TIMEOUT_S = 10.0
LOGIN_TIMEOUT_S = 60.0
"""Checking a password is slow by design; phones that gave up and came again would only add to the queue."""


class Crashed(Exception):
    """The phone's process died: what it had not written down is gone."""


class SignedOut(Exception):
    """The server wants a login; the item it answered is fine."""


class Later(Exception):
    """This item was not settled; it is tried again. `wait_s` is what the server asked for."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Owner:
    """Whose phone it is and what it is called."""

    username: str
    device_id: str
    pocket: Path
    seed: int


@dataclass
class Notes:
    """What a phone saw, for the table: crashes, logins, answers by status."""

    counts: Counter[str] = field(default_factory=Counter)
    wait_s: float | None = None


class Phone:
    """One life of a phone's program, from start to crash. Its pocket outlives it."""

    def __init__(self, owner: Owner, port: int, life: int, *, crash_rate: float = 0.0, keep_photos: bool = False) -> None:
        self.owner, self.notes = owner, Notes()
        self.pocket = Pocket(owner.pocket)
        self.patience_s = TIMEOUT_S
        self._wire = Wire(port)
        self._dice = Random(f"{owner.seed}|{owner.device_id}|{life}")
        self._crash_rate, self._keep_photos = crash_rate, keep_photos
        self._cookie: str | None = None
        self._asked = False

    def end(self) -> None:
        """Its process is gone; connections and memory with it."""
        self._wire.close()
        self.pocket.close()

    def capture(self) -> None:
        """Saves the next report."""
        seq, previous = self.pocket.last()
        captured = capture(self.owner.seed, self.owner.device_id, seq + 1, previous)
        self._may_crash()
        self.pocket.save(seq + 1, captured)
        self._may_crash()

    def contact(self) -> bool:
        """One pass over everything that waits; True when nothing waits any more. Raises Crashed."""
        self.notes.wait_s = None
        try:
            if self._cookie is None:
                self._sign_in()
            if not self._asked:
                self._check_history()
                self._offer()
            for row in self.pocket.rows("waiting"):
                self._try(row)
        except SignedOut:
            self._cookie = None
        except Later as later:
            self._note(later)
        return not self.pocket.rows("waiting")

    @property
    def in_touch(self) -> bool:
        """Whether the server has told, since the last break, which history it has and what it knows."""
        return self._asked

    def _check_history(self) -> None:
        """After a restore the server has another history: everything this phone still holds is offered again."""
        answer = self._ask("GET", "/meta")
        epoch = answer.body.get("epoch") if answer.status == 200 and isinstance(answer.body, dict) else None
        if epoch is None:
            raise self._later(answer)
        if self.pocket.fact("epoch") not in {None, epoch}:
            self.pocket.reopen()
        self.pocket.remember("epoch", epoch)

    def _sign_in(self) -> None:
        login = {"username": self.owner.username, "password": PASSWORD, "device_id": self.owner.device_id}
        answer = self._ask("POST", "/session", as_json(login), {"Content-Type": "application/json"})
        if answer.status != 200 or not answer.cookie or "person" not in (answer.body or {}):
            raise Later(f"the login was answered {answer.status}", answer.retry_after_s)
        self._cookie = answer.cookie.split(";")[0]
        self.notes.counts["logins"] += 1
        self._may_crash()

    def _offer(self) -> None:
        """After a reconnect: what became of reports whose answers may have been lost."""
        told = [row for row in self.pocket.rows("waiting") if row.told]
        for start in range(0, len(told), OFFER_LINES):
            self._offer_some(told[start : start + OFFER_LINES])
        self._asked = True

    def _offer_some(self, rows: list[Row]) -> None:
        lines = [{"id": row.id, "manifest_sha256": row.sha256} for row in rows]
        answer = self._ask("POST", "/sync/offer", as_json({"reports": lines}), {"Content-Type": "application/json"})
        if answer.status != 200 or not isinstance(answer.body, dict) or "results" not in answer.body:
            raise self._later(answer)
        results = {result["id"]: result for result in answer.body["results"]}
        for row in rows:
            receipt = own_receipt(results.get(row.id, {}).get("receipt"), row)
            if receipt is not None:  # everything else is found out by saying the text again
                self._take(row, receipt)

    def _try(self, row: Row) -> None:
        """One report as far as it gets; a refusal of this one does not stop the next."""
        try:
            if not row.told:
                self._say(row)
            for sha256, content in self.pocket.unsent(row.id):
                self._send_photo(row, sha256, content)
            if row.id in {waiting.id for waiting in self.pocket.rows("waiting")}:
                self._say(row)
        except Later as later:
            self._note(later)

    def _say(self, row: Row) -> None:
        headers = {"Content-Type": "application/json", **repr_digest(row.body)}
        answer = self._ask("PUT", f"/reports/{row.id}", row.body, headers)
        self._may_crash()
        receipt = own_receipt(answer.body, row) if answer.status in {200, 201, 202} else None
        if receipt is not None:
            self._take(row, receipt)
        elif answer.status in PARKED and answer.slug and answer.slug != "digest-mismatch":
            self.pocket.park(row.id, f"{answer.status} {answer.slug}")
        else:
            raise self._later(answer)

    def _take(self, row: Row, receipt: dict[str, Any]) -> None:
        """What a receipt allows: below `photos` nothing is forgotten."""
        self._may_crash()
        if receipt["level"] == "text" or receipt["missing"]:
            self.pocket.told(row.id, receipt["missing"])
        else:
            self.pocket.settle(row.id, receipt, let_go=not self._keep_photos)
        self._may_crash()

    def _send_photo(self, row: Row, sha256: str, content: bytes) -> None:
        answer = self._ask("PUT", f"/photos/{sha256}", content, {"Content-Type": "image/jpeg"})
        self._may_crash()
        if answer.status not in {200, 201} or answer.body is not None:
            raise self._later(answer)
        self.pocket.arrived(row.id, sha256)

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        cookie = {"Cookie": self._cookie} if self._cookie else {}
        try:
            patience_s = LOGIN_TIMEOUT_S if path == "/session" else self.patience_s
            answer = self._wire.ask(method, path, body, {**(headers or {}), **cookie}, timeout_s=patience_s)
        except NoAnswer as error:
            self.notes.counts["no answer"] += 1
            self._asked = False
            raise Later(str(error)) from error
        self.notes.counts[f"answers {answer.status}"] += 1
        self.notes.counts["silent about when to come again"] += answer.status in {429, 503, 507} and answer.retry_after_s is None
        if answer.status == 401 and path != "/session":
            raise SignedOut
        return answer

    def _later(self, answer: Answer) -> Later:
        return Later(f"answered {answer.status} {answer.slug}", answer.retry_after_s if answer.status in LATER else None)

    def _note(self, later: Later) -> None:
        self.notes.wait_s = max(self.notes.wait_s or 0.0, later.wait_s or 0.0)

    def _may_crash(self) -> None:
        if self._dice.random() < self._crash_rate:
            self.notes.counts["crashes"] += 1
            raise Crashed


def own_receipt(body: Any, row: Row) -> dict[str, Any] | None:
    """A receipt for exactly the bytes this phone holds; None for anything else."""
    if not isinstance(body, dict) or body.get("report_id") != row.id or body.get("manifest_sha256") != row.sha256:
        return None
    complete = body.get("level") in LEVELS and isinstance(body.get("missing"), list)
    return body if complete and isinstance(body.get("hmac"), str) else None
