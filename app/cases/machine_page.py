"""Draws `docs/case-machine.md` from the table: `python -m app.cases.machine_page > docs/case-machine.md`."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import Final

from app.cases.rules import TABLE, Row, Way, Who
from app.cases.states import CaseState

NAMES: Final = {
    CaseState.FILED: "待派遣",
    CaseState.DISPATCHED: "待认领",
    CaseState.CLAIMED: "处置中",
    CaseState.DISPOSED: "待核查",
    CaseState.CHECKING: "核查中",
    CaseState.CHECKED: "待结案",
    CaseState.REWORK: "返工",
    CaseState.SUSPENDED: "挂账",
    CaseState.CLOSED: "已结案",
    CaseState.VOIDED: "已作废",
}
_WHO: Final = {
    Who.HOLDER: "whoever may",
    Who.UNIT: "the unit that has it",
    Who.WORKING_UNIT: "a unit that works on it",
    Who.HOLDER_OR_UNIT: "whoever may, or the unit that has it",
    Who.DISPATCHER: "who dispatched it",
    Who.CHECKER: "whom the check was given to, never who handled it",
    Who.DECIDER: "whom the request's next step asks, never who asked",
    Who.ASKER: "who asked",
    Who.BLOWER: "who blew it",
    Who.CALLED: "a unit that was called and has not come",
    Who.PROGRAM: "the program",
}
_HEAD: Final = """# The case machine

Drawn from the table in `app/cases/rules.py` by `app/cases/machine_page.py`; a test holds them equal. To change the
machine change a row there and draw this page again. A move that the table does not have is refused (409 `illegal-move`)
with the ones that the reader may make instead; one that is somebody else's is 403 `not-allowed` and says whose.
"""


def page() -> str:
    """The page: the drawing, then every row."""
    return "\n".join([_HEAD, *_drawing(), "", *_rows()]) + "\n"


def _drawing() -> list[str]:
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in TABLE:
        for start in CaseState:
            if start in row.starts and row.to is not Way.STAYS:
                target = "before" if row.to is Way.BACK else row.to.value
                edges[start.value, target].append(_verb(row))
    names = [f'    state "{name} {state.value}" as {state.value}' for state, name in NAMES.items()]
    arrows = [f"    {start} --> {target}: {', '.join(dict.fromkeys(verbs))}" for (start, target), verbs in edges.items()]
    before = '    state "where it was before" as before'
    return ["```mermaid", "stateDiagram-v2", *names, before, "    [*] --> filed: a report is accepted", *arrows, "```"]


def _rows() -> list[str]:
    head = ["| move | from | to | who | with the right | needs | writes |", "|---|---|---|---|---|---|---|"]
    return head + [_line(row) for row in TABLE]


def _line(row: Row) -> str:
    starts = "every state" if len(row.starts) == len(CaseState) else " ".join(one.value for one in CaseState if one in row.starts)
    to = "where it was before" if row.to is Way.BACK else row.to.value
    rights = " or ".join(right.value for right in row.permissions) or "–"
    needs = ", ".join(row.needs) or "–"
    return f"| `{_verb(row)}` | {starts} | {to} | {_WHO[row.who]} | {rights} | {needs} | {row.writes} |"


def _verb(row: Row) -> str:
    more = [str(word) for word in (row.about, row.only) if word is not None]
    return f"{row.verb.value} ({', '.join(more)})" if more else row.verb.value


if __name__ == "__main__":
    sys.stdout.write(page())
