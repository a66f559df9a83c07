"""What a campaign of requests has to know of papers and of the issue ledger: who drafts, what is at which step, what fits."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from schemathesis import GenerationMode

from app.notices.rules import Kind
from app.notices.words import neutral_texts
from scripts.real_input.client import Client

FRESH = 2
"""Papers made for each operation: every one is drawn, and one success shows that it can be had."""
SERVED = {"means": "in-person", "signer": "王", "capacity": "经营者", "strokes": [[[0.1, 0.1]]]}
STEPS = {
    "issue": (), "void": (), "sheet": ("issue",), "serve": ("issue",), "service": ("issue", "serve"),
    "answer": ("issue", "serve"), "review": ("issue", "serve"), "archive": ("issue", "serve", "review"),
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "issue": {"offline": None}, "serve": SERVED, "answer": {"text": "已整改"}, "review": {"passed": True, "text": ""},
    "archive": {"archive_no": "1"}, "void": {"reason": "写错"},
}  # fmt: skip
TABLE = "问题,地点\n占道,槐荫路\n".encode()
ANY = {"If-Match": "*"}


class _Office:
    """An admin whose templates authorise what the one case is about, so that nobody else has to sign."""

    def __init__(self, who: Client) -> None:
        self._who = who
        case = who.ask("GET", "/cases").json()["items"][0]
        self.case_no = case["case_no"]
        self.category = case["category"]["slug"]
        body = {**template(), "authorised": [self.category]}
        self.template_id = self._made(who.ask("POST", "/notice-templates", json=body))["id"]

    def said(self) -> dict[str, Any]:
        facts = {"at": "2026-11-20T01:00:00Z", "where": "槐荫路", "what": "占道"}
        named = {"kind": "party", "code": None, "name": "王"}
        rest = {"address": "", "basis": [], "photos": [], "cc": [], "level": None, "reply_by": None, "order_ref": None}
        texts = {"requirement": "收回", "deadline": "2100-01-01T00:00:00Z", "facts": facts, "receiver": named}
        return {"case_no": self.case_no, "template_id": self.template_id, **texts, **rest}

    def paper(self, *steps: str) -> str:
        notice = self._made(self._who.ask("POST", "/notices", json={"id": str(uuid.uuid4()), **self.said()}))
        for step in steps:
            self._made(self._who.ask("POST", f"/notices/{notice['id']}/{step}", json=BODIES[step], headers=ANY))
        return str(notice["id"])

    def block(self) -> str:
        body = {"device_id": str(uuid.uuid4()), "template_id": self.template_id, "size": 1}
        return str(self._made(self._who.ask("POST", "/number-blocks", json=body))["id"])

    def table(self) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        return str(self._made(self._who.ask("POST", "/issue-ledger/imports?name=a.csv", data=TABLE, headers=headers))["id"])

    def issue(self, *, written_off: bool = False) -> str:
        self._made(self._who.ask("POST", f"/issue-ledger/imports/{self.table()}/enter", json={"turn": 1, "leave_out": True}))
        issue_id = str(self._who.ask("GET", "/issue-ledger").json()["items"][0]["id"])
        if written_off:
            self._made(self._who.ask("POST", f"/issue-ledger/{issue_id}/write-off", json={"reason": "已清理"}, headers=ANY))
        return issue_id

    def _made(self, answer: Any) -> Any:
        assert answer.status_code < 300, answer.text
        return answer.json()


def template() -> dict[str, Any]:
    """A template of a unit of its own."""
    named = {"unit_code": uuid.uuid4().hex, "kind": "rectification", "mark": "望河", "issuer": "望河街道办"}
    return {**named, "texts": neutral_texts(Kind.RECTIFICATION), "authorised": [], "active": True}


def paper_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data about papers and the issue ledger true: bodies always, what they are about at first."""
    office, made = _Office(who), Counter[str]()

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        label, path = case.operation.label, case.path_parameters or {}
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if not any(part in label for part in ("/notice", "/number-blocks", "/issue-ledger")):
            return
        step = case.operation.path.rsplit("/", 1)[-1]
        _say(case, office, step)
        made[label] += 1
        if made[label] <= FRESH:
            path.update({name: _there(name, step, office) for name in path})

    return before_call


def _say(case: Any, office: _Office, step: str) -> None:
    """A body that fits, and queries for what exists."""
    wanted = BODIES.get(step) or _bodies(office).get(case.operation.label.replace("/api/v1", ""))
    if wanted is not None:
        case.body = wanted
    query = case.query or {}
    if step == "proposal":
        query["case_no"] = office.case_no
    if "state" in query and step in {"notices", "export"} and "notices" in case.operation.path:
        query["state"] = "draft"


def _bodies(office: _Office) -> dict[str, Any]:
    basis = {"code": uuid.uuid4().hex, "title": "办法", "article": "", "text": "整洁", "active": True}
    return {
        "POST /notices": {"id": str(uuid.uuid4()), **office.said()},
        "PUT /notices/{notice_id}": office.said(),
        "POST /notice-templates": template(),
        "POST /notice-basis": basis,
        "POST /number-blocks": {"device_id": str(uuid.uuid4()), "template_id": office.template_id, "size": 1},
        "POST /issue-ledger/imports": TABLE,
        "PUT /issue-ledger/imports/{import_id}/mapping": {"header_line": 0, "mapping": {"what": 0}},
        "POST /issue-ledger/imports/{import_id}/enter": {"turn": 1, "leave_out": True},
        "PUT /issue-ledger/{issue_id}/case": {"case_no": office.case_no},
        "POST /issue-ledger/{issue_id}/report": {"category": office.category, "origin": "leader"},
        "POST /issue-ledger/{issue_id}/write-off": {"reason": "已清理"},
        "POST /issue-ledger/{issue_id}/reopen": {"reason": "没有清"},
    }


def _there(name: str, step: str, office: _Office) -> str:
    """A paper, block, table or issue at which this step is possible."""
    if name == "notice_id":
        return office.paper(*STEPS.get(step, ()))
    if name == "block_id":
        return office.block()
    return office.table() if name == "import_id" else office.issue(written_off=step == "reopen")
