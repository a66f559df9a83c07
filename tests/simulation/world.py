"""A district whose cases are kept on paper: every move is made on the server and in `taking.py`, and both are compared.

Where the two differ is written down with all that led to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from scripts.bench import city
from tests.simulation import comparing
from tests.simulation.inbox import VERDICTS, Inbox, Sent
from tests.simulation.oracle import JOINED_SUPERVISED, Told
from tests.simulation.posts import Person
from tests.simulation.taking import end, take

REFUSED = frozenset({403, 404, 409, 422})
NUMBERED = {"supervise": "supervisions", "blow-whistle": "whistles"}


@dataclass
class World(Inbox):
    """The cases of a town."""

    revisions: dict[str, str] = field(default_factory=dict)
    campaign: str = "清理死角"
    told_units: list[tuple[str, str, int]] = field(default_factory=list)
    """To which unit which case was given when: its people are told."""

    def look_at_the_clocks(self) -> None:
        """The program looks at what is late and what waits, and so does who keeps the papers."""
        self.run_the_jobs()
        for told in self.cases.values():
            told.look_at_the_clock(self.now)
            if told.state == "filed" and told.category.goes_to and not told.dispatches and told.filed_at < self.now:
                self.goes_by_itself(told)

    def goes_by_itself(self, told: Told) -> None:
        """A rule of the city gives the case to its unit."""
        take(told, "dispatch", None, self.now, unit=told.category.goes_to)
        self.told_units.append((told.case_no, told.unit or "", self.now))

    # ---- cases begin

    def open_case(self, sent: Sent, along: Sequence[Sent] = ()) -> Told:
        """Begins a paper for the case that the report has now; `along` are its duplicates, which waited with it."""
        assert sent.case_no is not None
        told = Told(sent.case_no, sent.category, sent.id, public=sent.public, on_spot=sent.on_spot)
        recurs = self.recurs(sent)
        self.cases[told.case_no] = told
        if sent.on_spot:
            end(told, self.now, "closed")
            told.reported_at, told.filed_at = sent.at, self.now
        else:
            told.file(sent.at, self.now)
            if told.category.urgent and told.category.goes_to:
                self.goes_by_itself(told)
        for other in along:
            other.case_no = told.case_no
            self.joins(told)
        body = self.read(told.case_no)
        told.recurs = body["recurs_of"] is not None
        if recurs is not None and recurs != told.recurs:
            self.differ(f"{told.case_no} recurs on paper {recurs}, server {body['recurs_of']}")
        comparing.compare(self, told, body, self.people["shift-leader"][0])
        return told

    def accept(self, sent: Sent, along: Sequence[Sent] = ()) -> Told:
        """Taken in and filed, by one person or, where filing is a step of its own, by two."""
        number = self.judge(sent, "accept")
        if (number is None) != self.files_apart:
            self.differ(f"{sent.id} accepted has {number}, filing apart is {self.files_apart}")
        if number is None:
            sent.case_no = self.ask(self.some("shift-leader"), "POST", f"/reports/{sent.id}/filing")["case_no"]
        return self.open_case(sent, along)

    def review_ends(self, sent: Sent, told: Told, verdict: str, report: dict[str, Any]) -> None:
        """What the green channel let through was reviewed: it stands, or it is void."""
        sent.status = VERDICTS[verdict]
        if verdict != "accept":
            self.voided_by_verdict(sent, told)
        if (report["status"], report["case_no"]) != (sent.status, sent.case_no):
            self.differ(f"{sent.id} reviewed: paper {sent.status} {sent.case_no}, server {report['status']} {report['case_no']}")

    def voided_by_verdict(self, sent: Sent, told: Told) -> None:
        """There should have been no case."""
        end(told, self.now, "voided")
        sent.case_no = None
        self.look(told)

    def joins(self, told: Told) -> None:
        """One more report is of the same thing."""
        told.joined += 1
        if told.joined >= JOINED_SUPERVISED:
            told.order("duplicates")

    def read(self, case_no: str) -> dict[str, Any]:
        """A case as the desk sees it."""
        answer = self.call(self.people["shift-leader"][0], "GET", f"/cases/{case_no}")
        assert answer.status_code == 200, answer.text
        self.revisions[case_no] = answer.headers["ETag"]
        return dict(answer.json)

    def look(self, told: Told) -> None:
        """The desk reads a case again, and it is held against the paper."""
        comparing.compare(self, told, self.read(told.case_no), self.people["shift-leader"][0])

    # ---- moves

    def move(self, told: Told, by: Person, verb: str, said: dict[str, Any] | None = None, **facts: Any) -> bool:
        """Makes a move on the server and on paper; whether both allowed it."""
        allowed, before = told.may(verb, by, self.now), told.state
        answer = self._post(told, by, {"verb": verb, **(said or {})})
        made = answer.status_code == 200
        if made != allowed or (not made and answer.status_code not in REFUSED):
            on_paper = "may" if allowed else "may not"
            self.differ(f"{told.case_no} {by.post} {on_paper} {verb} from {before}: {answer.status_code} {answer.text[:300]}")
            return False
        if not made:
            self._refused(told, by, answer)
            return False
        self.revisions[told.case_no] = answer.headers["ETag"]
        if verb in NUMBERED:
            facts["number"] = max(one["id"] for one in answer.json[NUMBERED[verb]])
        self._take(told, by, verb, facts)
        comparing.compare(self, told, answer.json, by)
        return True

    def reply(self, told: Told, by: Person, verb: str, roles: tuple[str, ...], note: str, **facts: Any) -> bool:
        """The same from a phone that had no signal: a report that answers the case, through the outbox."""
        allowed, before = told.may(verb, by, self.now), told.state
        answered = {"case_no": told.case_no, "verb": verb, "answers": {}, "rev": None}
        receipt = self.deliver(by, roles, category=told.category.slug, note=note, reply_to=answered)
        body = self.read(told.case_no)
        outcome = next((one["outcome"] for one in body["evidence"] if one["report_id"] == receipt["report_id"]), None)
        if outcome is None or outcome["made"] != allowed:
            on_paper = "may" if allowed else "may not"
            self.differ(f"{told.case_no} {by.post} {on_paper} {verb} from {before} by a reply, server {outcome}")
            return False
        if allowed:
            self._take(told, by, verb, facts)
        comparing.compare(self, told, body, self.people["shift-leader"][0])
        return allowed

    def _take(self, told: Told, by: Person, verb: str, facts: dict[str, Any]) -> None:
        if verb == "dispose":
            facts["spared"] = not told.category.always_checked and self._spared(told)
        take(told, verb, by, self.now, **facts)
        if verb in {"dispatch", "redispatch"}:
            self.told_units.append((told.case_no, told.unit or "", self.now))

    def _spared(self, told: Told) -> bool:
        """What the draw said; that it was drawn rightly is looked at in the end, when the seed is told."""
        handed_in = [event for event in self.read(told.case_no)["events"] if event["kind"] == "dispose"]
        return not handed_in[-1]["facts"]["draw"]["checked"]

    def _refused(self, told: Told, by: Person, answer: TestResponse) -> None:
        """A refused move changed nothing, and says what is possible."""
        self.refusals += 1
        if answer.status_code in {403, 409}:
            possible = {verb for verb in comparing.VERBS if told.may(verb, by, self.now)}
            if set(answer.json["allowed"]) != possible:
                self.differ(f"{told.case_no} {by.post} may {sorted(possible)}, the refusal says {answer.json['allowed']}")
        self.look(told)

    def _post(self, told: Told, by: Person, body: dict[str, Any]) -> TestResponse:
        if "photos" in body:
            self.show_photos(by)
        headers = {"If-Match": self.revisions[told.case_no]}
        answer = self.call(by, "POST", f"/cases/{told.case_no}/moves", json=body, headers=headers)
        if answer.status_code == 412:  # something happened meanwhile: read again, as a person would
            self.read(told.case_no)
            headers = {"If-Match": self.revisions[told.case_no]}
            answer = self.call(by, "POST", f"/cases/{told.case_no}/moves", json=body, headers=headers)
        return answer


def places_of(size: city.City, count: int) -> list[tuple[float, float]]:
    """Where things happen."""
    return [(lon, lat) for lon, lat, _accuracy in city.places(size, count)]
