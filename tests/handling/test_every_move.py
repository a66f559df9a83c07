"""Every verb in every state by every post: what the trade allows is offered and made, all else is refused and names what is."""

from __future__ import annotations

from typing import Any

from app.accounts.queries import actor_of, person_by_id
from app.cases.queries import case_by_number, case_in_sight
from app.cases.states import CaseState
from app.handling.bodies import case_parts
from app.handling.schemas import VERBS
from tests.faults.tally import scaled
from tests.handling.bureau import AFTER_NAMED, CHECK_NAMED, POSTS, WAYS, Bureau

DESK = {"dispatcher", "dispatcher2", "admin"}
LEADERS = {"leader", "admin"}
ARRANGERS = {"receptionist", "dispatcher", "dispatcher2", "admin"}
SUPERVISORS = {"leader", "oversight", "centre", "admin"}
WHISTLERS = {"chief", "admin"}
UNIT = {"unit", "colleague"}
OPEN = set(CaseState) - {"closed", "voided"}
WITH_UNIT = {"dispatched", "claimed", "rework"}
TAGGERS = {"leader", "dispatcher", "dispatcher2", "oversight", "centre", "admin"}
READERS = {"receptionist", "leader", "dispatcher", "dispatcher2", "centre", "oversight", "chief", "admin"}
ALLOWED: dict[str, dict[str, set[str]]] = {
    "dispatch": {"filed": DESK},
    "recall": {"dispatched": {"dispatcher"}},
    "redispatch": dict.fromkeys(WITH_UNIT, DESK),
    "claim": {"dispatched": UNIT},
    "hand-over": dict.fromkeys(WITH_UNIT, UNIT),
    "progress": dict.fromkeys(("claimed", "rework"), UNIT),
    "dispose": dict.fromkeys(("claimed", "rework"), UNIT),
    "send-check": {"disposed": ARRANGERS},
    "check-pass": {"checking": {"inspector"}},
    "check-fail": {"checking": {"inspector"}},
    "close": {"checked": LEADERS},
    "send-back": {"checked": LEADERS},
    "ask-extension": dict.fromkeys(WITH_UNIT, UNIT),
    "ask-return": dict.fromkeys(("dispatched", "claimed"), UNIT),
    "ask-suspension": dict.fromkeys(("claimed", "rework"), UNIT),
    "ask-void": {"filed": {"leader", *DESK}, "dispatched": {"leader", *DESK, *UNIT}},
    "review-suspension": {"suspended": {"leader", "centre", "admin"}},
    "resume": {"suspended": {"centre", *DESK, *UNIT}},
    "supervise": dict.fromkeys(OPEN, SUPERVISORS),
    "blow-whistle": dict.fromkeys(OPEN, WHISTLERS),
    "tag": dict.fromkeys(set(CaseState) - {"voided"}, TAGGERS),
    "annotate": {str(state): READERS | (UNIT if state not in {"filed", "voided"} else set()) for state in CaseState},
}
"""Who may do what in which state, from the text of the rules; nothing is asked for, no order or whistle is open."""
SAID: dict[str, dict[str, Any]] = {
    "dispatch": {"unit": "repair"},
    "redispatch": {"unit": "east", "reason": "派错了"},
    "hand-over": {"unit": "crew1"},
    "progress": {"note": "正在清理"},
    "dispose": {"photos": AFTER_NAMED},
    "check-pass": {"photos": CHECK_NAMED},
    "check-fail": {"photos": CHECK_NAMED, "reason": "没有恢复"},
    "send-back": {"reason": "照片里还有"},
    "ask-extension": {"reason": "等材料", "wanted": {"value": 1, "unit": "working_hours"}},
    "ask-return": {"reason": "not-ours"},
    "review-suspension": {"reason": "管线单位还没来"},
    "ask-suspension": {"reason": "等管线单位", "resume_on": "2026-12-20"},
    "ask-void": {"reason": "不该立案"},
    "approve": {"request": 1},
    "refuse": {"request": 1, "reason": "不同意"},
    "withdraw": {"request": 1},
    "supervise": {"reason": "抓紧", "reply_by": "2026-11-24T10:00:00+08:00"},
    "answer-supervision": {"order": 1, "note": "马上办"},
    "blow-whistle": {"co_units": ["east"], "reason": "塌陷", "reply_by": "2026-11-23T12:00:00+08:00"},
    "tag": {"campaign": "清理死角", "wanted": {"value": 20, "unit": "处"}},
    "annotate": {"note": "已电话告知"},
}
ASIDE = {"redispatch", "hand-over", "progress", "supervise", "blow-whistle", "tag", "annotate", "send-back"}
SEES = READERS | {"patrol", "unit", "colleague", "inspector"}
"""Who sees the case at all: the patrol reported it, the unit has it, the inspector checks it."""


def said(verb: str, bureau: Bureau) -> dict[str, Any]:
    return {"person": bureau.id_of("inspector2")} if verb == "send-check" else SAID.get(verb, {})


def test_every_move_in_every_state_is_offered_or_refused_to_whom_it_should(bureau: Bureau) -> None:
    """Small: the offers to every post, and each verb refused to one post; full: refused to each post it is not for."""
    for place, state in enumerate(CaseState):
        case_no = bureau.to(state.value)
        before = bureau.case(case_no)
        for name in POSTS:
            assert offered(bureau, case_no, name) == theirs(state, name), (name, state)
        for turn, verb in enumerate(VERBS):
            others = [name for name in SEES if verb not in theirs(state, name) and sees(name, state)]
            for name in scaled([sorted(others)[(place + turn) % len(others)]], others):
                refused(bureau, case_no, before["rev"], state, name, verb)
        assert bureau.case(case_no)["rev"] == before["rev"], "a refusal changed something"


def refused(bureau: Bureau, case_no: str, rev: int, state: CaseState, name: str, verb: str) -> None:
    answer = bureau.try_move(case_no, name, verb, rev=rev, **said(verb, bureau))
    assert answer.status_code in {403, 409}, (state, name, verb, answer.text)
    assert set(answer.json["allowed"]) == theirs(state, name), (state, name, verb, answer.text)
    if answer.status_code == 409:
        assert (answer.json["type"], answer.json["state"]) == ("/problems/illegal-move", state.value)


def theirs(state: CaseState, name: str) -> set[str]:
    return {verb for verb in VERBS if name in ALLOWED.get(verb, {}).get(state.value, set())}


def sees(name: str, state: CaseState) -> bool:
    """Whether the case is in sight of the post: a unit's when it has it, an inspector's while and after the check."""
    if name in UNIT:
        return state.value not in {"filed", "voided"}
    return name != "inspector" or state.value in {"checking", "checked", "closed"}


def offered(bureau: Bureau, case_no: str, name: str) -> set[str]:
    with bureau.stopped():
        person, case = person_by_id(bureau.id_of(name)), case_by_number(case_no)
        assert person
        assert case
        actor = actor_of(person)
        if case_in_sight(actor, case_no) is None:
            return set()
        return {one["verb"] for one in case_parts([case], actor, False)[case_no]["moves"]}


def test_what_is_offered_can_be_done(bureau: Bureau) -> None:
    """Small: verbs that no other test needs for its way, each in one state; full: all, in all of them."""
    for verb in scaled(sorted(ASIDE), sorted(ALLOWED)):
        states = sorted(ALLOWED[verb], key=lambda state: (len(WAYS[str(state)](bureau)), str(state)))
        for state in scaled(states[:1], states):
            case_no = bureau.opened()
            bureau.along(case_no, str(state))
            name = min(ALLOWED[verb][state])
            assert verb in bureau.verbs(case_no, name)
            case = bureau.move(case_no, name, verb, **said(verb, bureau))
            assert case["events"][-1]["kind"] == verb, (state, verb)


def test_each_lack_is_named_by_its_pointer(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    answer = bureau.try_move(case_no, "unit", "ask-suspension")
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == ["/reason", "/resume_on"]
    for verb, name, more, pointer in (
        ("dispose", "unit", {}, "/photos"),
        ("progress", "unit", {}, "/note"),
        ("hand-over", "unit", {}, "/person"),
        ("hand-over", "unit", {"unit": "east"}, "/unit"),
        ("hand-over", "unit", {"person": bureau.id_of("patrol")}, "/person"),
        ("redispatch", "dispatcher", {"unit": "repair", "reason": "x"}, "/unit"),
        ("redispatch", "dispatcher", {"unit": "nowhere", "reason": "x"}, "/unit"),
        ("redispatch", "dispatcher", {"unit": "east", "reason": "  "}, "/reason"),
        ("ask-return", "unit", {"reason": "太远了"}, "/reason"),
        ("supervise", "leader", {"reason": "x", "reply_by": "2026-11-20T10:00:00+08:00"}, "/reply_by"),
        ("tag", "leader", {"campaign": " "}, "/campaign"),
    ):
        refused = bureau.try_move(case_no, name, verb, **more)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer), (verb, refused.text)


def test_without_the_revision_that_was_read_nothing_is_moved(bureau: Bureau) -> None:
    case_no = bureau.to("filed")
    path, body = f"/api/v1/cases/{case_no}/moves", {"verb": "dispatch", "unit": "repair"}
    for headers in ({}, {"If-Match": '"99"'}, {"If-Match": "*"}, {"If-Match": "x"}):
        answer = bureau.call("dispatcher", lambda phone, headers=headers: phone.post(path, json=body, headers=headers))  # type: ignore[misc]
        assert (answer.status_code, answer.json["type"]) == (412, "/problems/stale"), headers
    assert bureau.case(case_no)["state"] == "filed"


def test_every_state_has_a_way() -> None:
    assert set(WAYS) == {state.value for state in CaseState}
