"""Tells what else goes on in the demo's bureau: a campaign, papers, letters, complaints, an issue ledger brought in as a table.

An affair is done at its moment, after the deeds before it. Each is a short function of the features' services; whoever
tells the story sees to it that none is done twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid5

from sqlalchemy import select

from app.accounts.rules import Actor
from app.assessment import campaigns
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import Verb
from app.cases.states import VerdictWord
from app.complaints import service as complaints
from app.core.days import city_day
from app.core.db import db
from app.demo import told_affairs as texts
from app.demo.casting import OUTSIDE
from app.demo.courses import CAMPAIGN, FLYPOSTED, Course, campaign_begins
from app.demo.reckoning import reckoning
from app.demo.sealing import CITY, report_id
from app.demo.settling import shop_id
from app.demo.told import Told
from app.dispatch import letter_queries, letters
from app.dispatch.letter_rules import Outcome, SentHow
from app.issue_ledger import importing
from app.issue_ledger import service as issues
from app.issue_ledger.models import Issue
from app.notices import drafting, queries, service, templates
from app.notices.rules import Kind
from app.notices.words import neutral_texts
from app.review import service as review
from app.review.rules import Decision

People = Mapping[str, Actor]
Do = Callable[[People, datetime], object]


@dataclass(frozen=True)
class Affair:
    """Something done at a moment, within a transaction."""

    at: datetime
    do: Do


def affairs(told: Sequence[Told], courses: Mapping[int, Course], now: datetime) -> list[Affair]:
    """All of them, in the order of time."""
    found = [*_prepared(now), *_complaints(now), *_issues(now), *_asked(told, now)]
    found += [*_papers(told, courses, now), *_letters(told, courses, now)]
    return sorted(found, key=lambda affair: affair.at)


def _prepared(now: datetime) -> list[Affair]:
    """What is there before it is needed: the campaign, the templates of papers and what papers quote."""
    at = campaign_begins(now)
    first = city_day(at)
    wanted = [{"value": 300, "unit": "处"}]
    plan = campaigns.Plan(first, first + timedelta(days=30), sorted(FLYPOSTED), texts.CAMPAIGN_AIM, wanted)
    found = [Affair(at, lambda people, _: campaigns.keep(people["admin"], CAMPAIGN, None, plan))]
    for number, template in enumerate(texts.TEMPLATES):
        body = {"texts": {**neutral_texts(Kind(template["kind"])), "contact": texts.CONTACT}, "active": True, **template}
        saved = partial(_saved, templates.save_template, body)
        found.append(Affair(at + timedelta(minutes=number + 1), saved))
    for number, basis in enumerate(texts.BASIS):
        found.append(
            Affair(at + timedelta(minutes=number + 10), partial(_saved, templates.save_basis, {"active": True, **basis}))
        )
    return found


def _saved(save: Callable[..., object], body: Mapping[str, Any], people: People, at: datetime) -> None:
    save(body, None, people["centre01"], at)


def _complaints(now: datetime) -> list[Affair]:
    found = []
    for hours, told, answer in texts.COMPLAINTS:
        body = {**dict.fromkeys(("id", "case_no", "contact", "place")), **told}
        found.append(Affair(now - timedelta(hours=hours), partial(_complain, body, answer)))
    return found


def _complain(told: Mapping[str, Any], answer: str | None, people: People, at: datetime) -> None:
    filed = complaints.file(told, told["origin"], None, at)
    if answer:
        complaints.answer(filed.number, "*", answer, people["centre01"], at + timedelta(hours=20))


def _issues(now: datetime) -> list[Affair]:
    """A table as offices keep them is brought in; one line is written off, one tied to a case."""

    def bring_in(people: People, at: datetime) -> None:
        table = texts.issue_table(city_day(at))
        row = importing.upload(table, "问题台账（东片）.csv", people["supervisor01"], at)
        importing.enter(row.id, row.turn, True, people["supervisor01"], at)

    def write_off(people: People, at: datetime) -> None:
        issue = db.session.scalars(select(Issue).where(Issue.state == "open").order_by(Issue.id)).first()
        if issue is not None:
            issues.write_off(issue.id, "*", "已拆除并恢复绿化，现场复查合格。", [], people["leader01"], at)

    def tie(people: People, at: datetime) -> None:
        issue = db.session.scalars(select(Issue).where(Issue.state == "open", Issue.case_no.is_(None)).order_by(Issue.id)).first()
        number = db.session.scalar(select(Case.case_no).where(Case.state == "claimed").order_by(Case.id.desc()))
        if issue is not None and number is not None:
            issues.link(issue.id, "*", number, people["supervisor01"], at)

    return [
        Affair(now - timedelta(days=9), bring_in),
        Affair(now - timedelta(days=4), write_off),
        Affair(now - timedelta(hours=3), tie),
    ]


def _asked(told: Sequence[Told], now: datetime) -> list[Affair]:
    """Of two reports in the inbox something is asked before anybody decides: a look on the spot, another picture."""

    def ask(one: Told, word: VerdictWord, why: str, people: People, at: datetime) -> None:
        review.judge(report_id(one.index), Decision(word, why, None), None, people["supervisor01"], at)

    waiting = sorted((one for one in told if one.verdict is None), key=lambda one: one.received_at)
    calm = [one for one in waiting if not reckoning(one.spot.category).urgent]
    asks = ((VerdictWord.AMEND, "请补一张带门牌的远景。"), (VerdictWord.VERIFY, "与热线描述不一致，请到现场核实。"))
    return [
        Affair(one.received_at + (now - one.received_at) / 2, partial(ask, one, *said))
        for one, said in zip(calm[1:], asks, strict=False)
    ]


def _papers(told: Sequence[Told], courses: Mapping[int, Course], now: datetime) -> list[Affair]:
    """Papers for shops that put their goods out, each a step further than the one before."""
    shops = [one for one in told if one.spot.shop and len(courses.get(one.index, ())) > 2 and one.verdict]
    found: list[Affair] = []
    for number, one in enumerate(shops[-1 : -len(texts.STEPS) - 2 : -1]):
        assert one.verdict is not None  # asked above
        step = (now - one.verdict.at) / (len(texts.STEPS) + 3)
        paper = str(uuid5(CITY, f"notice {one.index}"))
        found.append(Affair(one.verdict.at + step, partial(_draft, paper, one)))
        for turn, (move, said) in enumerate(texts.STEPS[:number], start=2):
            found.append(Affair(one.verdict.at + step * turn, partial(_move_paper, paper, move, said)))
    return found


def _draft(paper: str, one: Told, people: People, at: datetime) -> None:
    case, shop = _case(one), one.spot.shop
    template = queries.newest_template(texts.TEMPLATES[0]["unit_code"], Kind.RECTIFICATION)
    if case is None or shop is None or template is None:
        return
    basis = queries.newest_basis(texts.BASIS[0]["code"])
    said = {
        "case_no": case.case_no,
        "template_id": template.id,
        "receiver": {"kind": "shop", "code": shop_id(shop), "name": shop.name},
        "address": shop.address,
        "facts": {"at": one.captured_at, "where": f"{shop.address}门前", "what": one.note or "店外堆放物品，占用人行道。"},
        "basis": [basis.id] if basis else [],
        "requirement": "将店外物品收回店内，恢复人行道畅通。",
        "deadline": at + timedelta(days=3),
        "photos": [],
        **dict.fromkeys(("level", "reply_by", "order_ref")),
        "cc": [],
    }
    drafting.draft(paper, said, people["supervisor01"], at)


def _move_paper(paper: str, move: str, said: Mapping[str, Any], people: People, at: datetime) -> None:
    if queries.notice_by_id(paper) is None:
        return
    if move == "issue":
        service.issue(paper, "*", None, people["centre01"], at)
    elif move == "archive":
        service.archive(paper, "*", said["archive_no"], people["supervisor01"], at)
    else:
        {"serve": service.serve, "answer": service.answer, "review": service.review}[move](
            paper, "*", {**said, "at": None} if move != "review" else said, people["supervisor01"], at
        )


def _letters(told: Sequence[Told], courses: Mapping[int, Course], now: datetime) -> list[Affair]:
    """Letters leave half an hour after the dispatch to a body outside, and are answered before it is done."""
    found = []
    for one in (one for one in told if one.spot.category in OUTSIDE or one.spot.cover):
        given = next((deed.at for deed in courses.get(one.index, ()) if deed.verb is Verb.DISPATCH), None)
        done = next((deed.at for deed in courses.get(one.index, ()) if deed.verb is Verb.DISPOSE), None)
        if given is not None and given + timedelta(hours=1) < now:
            found.append(Affair(given + timedelta(minutes=3), partial(_send, one)))
        if done is not None:
            found.append(Affair(done - timedelta(minutes=2), partial(_answer, one)))
    return found


def _send(one: Told, people: People, at: datetime) -> None:
    for letter in _waiting(one):
        if letter.sent_at is None:
            letters.send(letter, SentHow.EXCHANGE, None, None, None, people["dispatcher01"], at)


def _answer(one: Told, people: People, at: datetime) -> None:
    for letter in _waiting(one):
        if letter.sent_at is not None:
            letters.answer(letter, "已安排人员处理。", Outcome.DONE, None, None, people["dispatcher01"], at)


def _waiting(one: Told) -> Sequence[Any]:
    case = _case(one)
    return letter_queries.waiting_of(case.case_no) if case else ()


def _case(one: Told) -> Case | None:
    report = next(iter(cases.reports_by_id({report_id(one.index)})), None)
    return cases.case_by_number(report.case_no) if report and report.case_no else None
