"""Decides which cases of the story are in the middle of something now, one for every state and question a desk meets.

All others take the usual course. Parts are given from the newest case on, to the first that fits: so what is in work was
reported lately and what was put off is old. Knows no database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.cases.rules import Verb
from app.catalog.rules import Unit
from app.demo.courses import AFTER, RIGHT, STILL_WRONG, Course, Hand, Picture, Telling, usual
from app.demo.reckoning import reckoning
from app.demo.told import Judgement, Told

WAITING_AT_THE_BOARD = 9
OUTSIDE = frozenset({"sl1_motor_vehicle"})
"""What goes to bodies that have no accounts."""
TRADE = frozenset({"sl2_out_of_shop", "sl2_road_occupying", "sl2_mobile_vendor", "pledge_pingcheng_order_out_of_shop"})
VOIDED = frozenset({"sl3_misc_piles", "sl1_non_motor_vehicle", "sl1_shared_bike"})
SLOW = frozenset({"other_road_damage", "manhole_broken"})
WARNED = Picture("warning", False)
Tell = Callable[[Telling, datetime, float], None]


@dataclass(frozen=True)
class Part:
    """What a case is in the middle of; `used` is how much of its limit is gone now, so it was dispatched so long ago."""

    tell: Tell
    used: float
    of: frozenset[str] | None = None
    before_days: float = 0.0


def courses(told: Sequence[Told], now: datetime) -> Mapping[int, Course]:
    """The course of every case of the story, by the report's index; () for one that waits at the board."""
    pool = sorted((one for one in told if _is_case(one)), key=_judged, reverse=True)
    found: dict[int, Course] = {}
    again = {one.verdict.same_as: one.verdict.at for one in told if one.verdict and one.verdict.same_as is not None}
    calm = [one for one in pool if not reckoning(one.spot.category).urgent and one.index not in again]
    for one in calm[:WAITING_AT_THE_BOARD]:
        found[one.index] = ()
    for part in PARTS:
        fitting = next((one for one in calm if one.index not in found and _fits(one, part, now)), None)
        if fitting is not None:
            found[fitting.index] = _told(fitting, part, now)
    return {
        one.index: found[one.index] if one.index in found else usual(one, again.get(one.index), now).until(now) for one in pool
    }


def _is_case(one: Told) -> bool:
    return one.verdict is not None and one.verdict.judgement is Judgement.ACCEPT and not one.handled_on_spot


def _judged(one: Told) -> datetime:
    assert one.verdict is not None  # asked before
    return one.verdict.at


def _fits(one: Told, part: Part, now: datetime) -> bool:
    category = one.spot.category
    clock = reckoning(category)
    if category in OUTSIDE if part.of is None else category not in part.of:
        return False
    if part.of is None and clock.length.unit is not Unit.WORKING_HOURS:
        return False
    room = timedelta(minutes=4)
    return _judged(one) < min(clock.begun(now, part.used) - room, now - timedelta(days=part.before_days))


def _told(one: Told, part: Part, now: datetime) -> Course:
    telling = Telling(one)
    part.tell(telling, now, part.used)
    return telling.until(now)


def _given(telling: Telling, now: datetime, used: float) -> None:
    telling.step(telling.clock.begun(now, used), Verb.DISPATCH, Hand.DISPATCHER)


def _claimed(telling: Telling, now: datetime, used: float) -> None:
    _given(telling, now, used)
    telling.step(telling.used(0.2 * used), Verb.CLAIM, Hand.UNIT)


def _in_work(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    note = "人员已到场，正在清理。" if telling.chance.random() < 0.5 else "已联系责任商户，约定今天内整改。"
    telling.step(telling.used(0.5 * used), Verb.PROGRESS, Hand.UNIT, note=note)


def _disposed(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    telling.step(telling.used(0.8 * used), Verb.DISPOSE, Hand.UNIT, AFTER, note="已清理完毕，现场恢复。")


def _handed_in_early(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    telling.step(telling.used(0.5 * used), Verb.DISPOSE, Hand.UNIT, AFTER, note="已劝导整改，通道恢复。")
    telling.step(telling.used(0.66 * used), Verb.SEND_CHECK, Hand.DESK)


def _checked(telling: Telling, now: datetime, used: float) -> None:
    _handed_in_early(telling, now, used)
    telling.step(telling.used(0.85 * used), Verb.CHECK_PASS, Hand.CHECKER, RIGHT, note="现场已恢复，符合结案条件。")


def _rework(telling: Telling, now: datetime, used: float) -> None:
    _handed_in_early(telling, now, used)
    telling.step(telling.used(0.85 * used), Verb.CHECK_FAIL, Hand.CHECKER, STILL_WRONG, reason="墙角仍有残留杂物，请返工。")


def _return_asked(telling: Telling, now: datetime, used: float) -> None:
    _given(telling, now, used)
    telling.step(
        telling.used(0.6 * used), Verb.ASK_RETURN, Hand.UNIT, reason="ownership-unclear", note="该处属校园红线内，权属待核实。"
    )


def _extension_asked(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    wanted = {"value": 1, "unit": "working_hours"}
    telling.step(telling.used(0.8 * used), Verb.ASK_EXTENSION, Hand.UNIT, reason="清运车正在维修，一小时后到场。", wanted=wanted)


def _extended(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    wanted = {"value": 1, "unit": "working_hours"}
    telling.step(telling.used(0.5 * used), Verb.ASK_EXTENSION, Hand.UNIT, reason="商户外出，约定回店后当面整改。", wanted=wanted)
    telling.step(telling.used(0.56 * used), Verb.APPROVE, Hand.LEADER, reason="情况属实。")
    telling.step(telling.used(0.6 * used), Verb.APPROVE, Hand.DISPATCHER)


def _suspension_asked(telling: Telling, now: datetime, used: float) -> None:
    _dug(telling)
    telling.step(now - timedelta(minutes=95), Verb.ASK_SUSPENSION, Hand.UNIT,
                 reason="管线产权单位停水方案未批，暂不能开挖。", resume_on=_day(now, 9))  # fmt: skip


def _suspended(telling: Telling, now: datetime, used: float) -> None:
    _dug(telling)
    telling.later(90, 200, Verb.ASK_SUSPENSION, Hand.UNIT, reason="低温不具备沥青摊铺条件，待气温回升后施工。",
                  resume_on=_day(now, 16))  # fmt: skip
    telling.later(60, 160, Verb.APPROVE, Hand.CENTRE, reason="同意挂账，列入问题库，按月复查。")


def _dug(telling: Telling) -> None:
    """Works that take days: given and claimed the usual way, with a warning sign set up."""
    telling.later(4, 16, Verb.DISPATCH, Hand.DISPATCHER)
    telling.later(8, 40, Verb.CLAIM, Hand.UNIT)
    telling.later(30, 80, Verb.PROGRESS, Hand.UNIT, WARNED, note="已设置警示桩和反光锥。")


def _repairing(telling: Telling, now: datetime, used: float) -> None:
    _dug(telling)
    telling.later(300, 500, Verb.PROGRESS, Hand.UNIT, note="材料已到，计划明日上午铺装。")


def _guarded(one: Told) -> Telling:
    """Danger: somebody is there before the desk has looked at it."""
    telling = Telling(one)
    telling.step(one.received_at + timedelta(minutes=4), Verb.CLAIM, Hand.UNIT)
    note = "已围挡警示，井盖在运来的路上。"
    return telling.step(one.received_at + timedelta(minutes=17), Verb.PROGRESS, Hand.UNIT, WARNED, note=note)


def _void_asked(telling: Telling, now: datetime, used: float) -> None:
    telling.later(20, 60, Verb.ASK_VOID, Hand.DISPATCHER, reason="现场为经批准的占道施工，围挡规范。")


def _voided(telling: Telling, now: datetime, used: float) -> None:
    _void_asked(telling, now, used)
    telling.later(15, 60, Verb.APPROVE, Hand.LEADER, reason="同意作废，证据留存。")


def _urged(telling: Telling, now: datetime, used: float) -> None:
    """Late, and the desk has asked the unit for a word."""
    _claimed(telling, now, used)
    telling.step(telling.used(0.8 * used), Verb.SUPERVISE, Hand.CENTRE, reason="群众反复反映，请今天内办结并书面回复。",
                 reply_by=now + timedelta(hours=5), level="key")  # fmt: skip


def _urged_and_answered(telling: Telling, now: datetime, used: float) -> None:
    _claimed(telling, now, used)
    telling.step(
        telling.used(0.6 * used), Verb.SUPERVISE, Hand.LEADER, reason="已超时，请说明原因。", reply_by=now + timedelta(hours=3)
    )
    telling.step(telling.used(0.85 * used), Verb.ANSWER_SUPERVISION, Hand.UNIT, note="已增派两人，预计一小时内完成。")


def _whistled(telling: Telling, now: datetime, used: float) -> None:
    """The street calls units that nobody at the desk could have sent."""
    _claimed(telling, now, used)
    called = ("enforcement-east", "sanitation-east", "parking")
    said = {"reason": "夜市外溢占道，请执法、环卫、停管到场会商。", "reply_by": now + timedelta(minutes=50)}
    telling.step(telling.used(0.55 * used), Verb.BLOW_WHISTLE, Hand.STREET, co_units=called, **said)
    telling.step(telling.used(0.75 * used), Verb.ARRIVE, Hand.ENFORCEMENT_EAST, note="已到场，正在疏导。")


PARTS = (
    Part(_return_asked, 0.3), Part(_given, 0.15), Part(_given, 0.35), Part(_given, 0.5),
    Part(_claimed, 0.25), Part(_in_work, 0.4), Part(_in_work, 0.55), Part(_claimed, 0.6),
    Part(_disposed, 0.5), Part(_disposed, 0.7), Part(_disposed, 0.9),
    Part(_extension_asked, 0.7), Part(_claimed, 0.9), Part(_in_work, 0.94), Part(_given, 0.88),
    Part(_handed_in_early, 0.9), Part(_handed_in_early, 0.95), Part(_handed_in_early, 1.0),
    Part(_checked, 1.0), Part(_checked, 1.1), Part(_rework, 0.9), Part(_rework, 1.05), Part(_extended, 1.2),
    Part(_whistled, 0.8, TRADE), Part(_urged, 1.6), Part(_urged_and_answered, 2.2), Part(_in_work, 1.3), Part(_given, 1.15),
    Part(_void_asked, 0, VOIDED), Part(_voided, 0, VOIDED, 3),
    Part(_suspension_asked, 0, SLOW, 2), Part(_suspended, 0, SLOW, 4), Part(_suspended, 0, SLOW, 6),
    Part(_repairing, 0, SLOW, 1), Part(_repairing, 0, SLOW, 2.5),
)  # fmt: skip
"""From what has hardly begun to what has waited for days."""


def _day(now: datetime, days: int) -> Any:
    return (now + timedelta(days=days)).date()
