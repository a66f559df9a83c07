"""Lists of cases: narrowed, searched, counted, exported."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases import bodies, exporting, lists
from app.cases.covers import covers_of
from app.cases.list_filter import CaseFilter
from app.cases.list_schemas import CasesIn, CasesOut, ChosenIn, CountsOut, ExportIn, NarrowedIn
from app.catalog.queries import catalog
from app.core import clock
from app.core.api import Blueprint
from app.core.days import city_day, day_begins, day_ends
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE
from app.core.wording import storable

blp = Blueprint("case-lists", __name__, url_prefix="/api/v1", description="Lists of cases")


@blp.get("/cases")
@guard(Permission.READ_CASES)
@blp.arguments(CasesIn, location="query")
@blp.response(200, CasesOut)
@blp.problems(401, 403, 422)
def list_cases(wanted: dict[str, Any]) -> Response:
    """Cases that this person may see, the newest or what is due first."""
    who = actor()
    page = lists.cases_page(who, filter_of(wanted), wanted["sort"], wanted["cursor"], wanted["limit"])
    items = bodies.case_bodies(page.items, who, evidence=False)
    if wanted["pictures"]:
        covers = covers_of(page.items)
        items = [{**body, "cover": covers[body["case_no"]]} for body in items]
    return jsonify(page.as_body(items))


@blp.get("/cases/counts")
@guard(Permission.READ_CASES)
@blp.arguments(NarrowedIn, location="query")
@blp.response(200, CountsOut)
@blp.problems(401, 403, 422)
def count_cases(wanted: dict[str, Any]) -> Response:
    """How many cases a list holds, in all and in each state; exact up to 1,000."""
    whole, states = lists.counts(actor(), filter_of(wanted))
    return jsonify({"all": asdict(whole), "states": {name: asdict(counted) for name, counted in states.items()}})


@blp.get("/cases/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(ExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, description="the list as xlsx, or CSV if asked for", content_type=MEDIA["xlsx"])
@blp.problems(401, 403, 422)
def export_cases(wanted: dict[str, Any]) -> Response:
    """The whole list as xlsx or CSV, while it is read; no column names a person. `X-Rows` says how many rows are coming, with
    `+` when there are more than that."""
    who, narrowed = actor(), filter_of(wanted)
    counted = lists.count(who, narrowed)
    answer = download(
        exporting.case_rows(who, narrowed, wanted["sort"], wanted["language"]),
        f"cases-{city_day(clock.now()):%Y%m%d}",
        wanted["format"],
    )
    in_transaction(lambda: note(Action.LIST_EXPORTED, "list", "cases", by=who, format=wanted["format"]))
    answer.headers["X-Rows"] = f"{counted.count}{'+' if counted.more else ''}"
    return answer


@blp.post("/cases/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(ChosenIn)
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, description="the chosen cases as xlsx, or CSV if asked for", content_type=MEDIA["xlsx"])
@blp.problems(400, 401, 403, 422)
def export_chosen(wanted: dict[str, Any]) -> Response:
    """The chosen cases as xlsx or CSV, in the order they are named; those you may not see are left out, as are names."""
    who = actor()
    numbers_ = list(dict.fromkeys(storable(number) for number in wanted["case_nos"]))
    rows = exporting.chosen_rows(who, numbers_, wanted["language"])
    answer = download(rows, f"cases-{city_day(clock.now()):%Y%m%d}", wanted["format"])
    in_transaction(lambda: note(Action.LIST_EXPORTED, "list", "cases", by=who, format=wanted["format"], chosen=len(numbers_)))
    return answer


def filter_of(wanted: dict[str, Any]) -> CaseFilter:
    """What a query asks for."""
    groups = wanted["group"]
    return CaseFilter(
        states=wanted["state"],
        units=wanted["unit"],
        segments=wanted["segment"],
        cells=wanted["cell"],
        categories=wanted["category"],
        kinds=tuple(entry.slug for entry in catalog().entries if entry.group in groups) if groups else None,
        campaigns=wanted["campaign"],
        origins=wanted["origin"],
        colours=wanted["colour"],
        urgent=wanted["urgent"],
        supervised=wanted["supervised"],
        since=day_begins(wanted["since"]) if wanted["since"] else None,
        before=day_ends(wanted["until"]) if wanted["until"] else None,
        words=storable(wanted["words"]) if wanted["words"] else None,
        now=clock.now(),
    )
