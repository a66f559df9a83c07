"""Decides what the areas in force now say of a report that was placed by those of when it happened. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.areas import queries as areas
from app.areas.index import AreaIndex
from app.areas.placement import Placement
from app.cases.report_models import Report

Answer = dict[str, Any]


def kept_form(placement: Placement, version: str) -> Answer:
    """The placement as a report keeps it: with the area version it is by; its flags are among the report's."""
    return {**{name: value for name, value in placement.as_dict().items() if name != "flags"}, "version": version}


def shown_placement(report: Report) -> Answer:
    """The placement that counts for a report: a supervisor's choice before the one it came with."""
    return report.corrected_placement or report.placement


def placements_now(reports: Iterable[Report]) -> dict[str, Answer]:
    """By report id, the answer of the areas in force, of those reports to which it gives another segment, cell or status."""
    answers: dict[str, Answer] = {}
    index: AreaIndex | None = None
    for report in reports:
        if report.lon is None or report.lat is None:
            continue
        index = index or areas.current_index()
        shown = shown_placement(report)
        if shown.get("version") != index.version:
            answer = _answer(report, report.lon, report.lat, shown, index)
            if _what_counts(answer) != _what_counts(shown):
                answers[report.id] = answer
    return answers


def _answer(report: Report, lon: float, lat: float, shown: Answer, index: AreaIndex) -> Answer:
    """By these areas; whoever has it keeps it where two are equally near, and a person's choice while it exists."""
    held = (shown["segment"] or {}).get("code")
    accuracy_m = (report.position or {}).get("accuracy_m")
    answer = kept_form(index.place(lon, lat, accuracy_m, own=frozenset({held} if held else ())), index.version)
    chosen = areas.segment_in(index, held) if held and shown.get("chosen_by") else None
    if chosen is None:
        return answer
    of_winner = {answer["segment"]["code"]: answer["distance_m"]} if answer["segment"] else {}
    distances = of_winner | {one["code"]: one["distance_m"] for one in answer["candidates"] if one["kind"] == "segment"}
    return {
        **answer,
        "segment": {"code": chosen.code, "name": chosen.name},
        "distance_m": distances.get(chosen.code),
        "chosen_by": shown["chosen_by"],
        "chosen_why": shown.get("chosen_why"),
    }


def _what_counts(answer: Answer) -> tuple[Any, ...]:
    return (answer["status"], (answer["segment"] or {}).get("code"), (answer["cell"] or {}).get("code"))
