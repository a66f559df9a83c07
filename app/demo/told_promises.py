"""Tells what people decided about the promises that the demo's shops did not keep: reviews, an escalation, appeals."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid5

from app.breaches import appeals, reviewing
from app.demo.affairs import Affair, Do, People
from app.demo.courses import Course
from app.demo.promised import APPEALED, ESCALATED, GRANTED, LOOKED, PASSED, index_of
from app.demo.sealing import CITY, report_id
from app.demo.told import Told

FAILED = "车还停在门前盲道上，请重新整改。"
NOT_OURS, NOT_THEIRS = "招牌是楼上单位的，不归我店管。", "地上的纸是路人丢的，我店刚扫过。"
GRANTED_BECAUSE = "经核实，该招牌不属于本店责任区，撤销记录。"


def told_promises(told: Sequence[Told], courses: dict[int, Course], now: datetime) -> list[Affair]:
    """All of them, in the order of time."""
    at = {one.index: one.received_at for one in told}
    handed = {index: course[0].at for index, course in courses.items()}

    def later(number: int, share: float) -> datetime:
        begin = handed.get(index_of(number), at[index_of(number)])
        return (begin + (now - begin) * share).replace(microsecond=0)

    def within_a_day(number: int, hours: float) -> datetime:
        begin = at[index_of(number)]
        return begin + min(timedelta(hours=hours), (now - begin) * 0.5)

    found = [
        Affair(later(PASSED, 0.1), _on(PASSED, partial(_judge, True, ""))),
        Affair(later(LOOKED, 0.1), _on(LOOKED, partial(_judge, True, ""))),
        Affair(later(ESCALATED, 0.1), _on(ESCALATED, partial(_judge, False, FAILED))),
        Affair(later(ESCALATED, 0.9), _on(ESCALATED, _escalate)),
        Affair(within_a_day(APPEALED, 5), _on(APPEALED, partial(_appeal, NOT_THEIRS))),
        Affair(within_a_day(GRANTED, 5), _on(GRANTED, partial(_appeal, NOT_OURS))),
        Affair(within_a_day(GRANTED, 26), _on(GRANTED, _grant)),
    ]
    return sorted(found, key=lambda affair: affair.at)


def _on(number: int, do: Callable[..., None]) -> Do:
    return partial(do, report_id(index_of(number)))


def _judge(passed: bool, reason: str, breach_id: str, people: People, at: datetime) -> None:
    reviewing.judge(breach_id, passed, reason, None, people["supervisor01"], at)


def _escalate(breach_id: str, people: People, at: datetime) -> None:
    reviewing.escalate(breach_id, None, people["supervisor01"], at)


def _appeal(reason: str, breach_id: str, _people: People, at: datetime) -> None:
    appeals.appeal(breach_id, str(uuid5(CITY, f"appeal {breach_id}")), reason, at)


def _grant(breach_id: str, people: People, at: datetime) -> None:
    appeals.answer(breach_id, True, GRANTED_BECAUSE, None, people["supervisor01"], at)
