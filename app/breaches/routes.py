"""Breaches over HTTP: the list, one with its pictures, what is done about it, and what a city sets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.breaches import appeals, bodies, figures, handing_in, queries, reviewing, settings
from app.breaches.models import Breach
from app.breaches.rules import State, refusal, written
from app.breaches.schemas import (
    AppealAnswerIn,
    AppealIn,
    BreachesIn,
    BreachesOut,
    BreachFiguresIn,
    BreachFiguresOut,
    BreachOut,
    BreachVerdictIn,
    HandInIn,
    PictureIn,
)
from app.breaches.setting_schemas import BreachSettingsIn, BreachSettingsOut, BreachSettingsVersionsOut
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.if_match import ETAG_HEADER, IfMatchIfSaid, etag, revision
from app.core.periods import period_of
from app.core.transaction import transactional
from app.core.transfers import FILE
from app.reports.description import SHA256_IN_PATH
from app.reports.pictures import picture

blp = Blueprint("breaches", __name__, url_prefix="/api/v1", description="Promises of shops that were not kept")


@blp.get("/breaches")
@guard(Permission.READ_REPORTS)
@blp.arguments(BreachesIn, location="query")
@blp.response(200, BreachesOut)
@blp.problems(401, 403, 422)
def list_breaches(wanted: dict[str, Any]) -> Response:
    """Breaches of the own scope, what was found last first. Nobody is named, and shops are in no order of merit."""
    page = queries.breaches_page(actor(), _filter(wanted), wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items)))


@blp.get("/breaches/figures")
@guard(Permission.READ_FIGURES)
@blp.arguments(BreachFiguresIn, location="query")
@blp.response(200, BreachFiguresOut)
@blp.problems(401, 403, 422)
def read_figures(wanted: dict[str, Any]) -> Response:
    """Breaches by item, and how many were put right in time, within the reader's scope."""
    counted = figures.figures(actor(), period_of(wanted["period"]), clock.now())
    return jsonify({"period": wanted["period"], **counted})


@blp.get("/breaches/<uuid:breach_id>")
@guard(Permission.READ_REPORTS)
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_breach(breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """One breach with its pictures before and after."""
    return told(queries.breach_for(actor(), str(breach_id)))


@blp.get("/breaches/<uuid:breach_id>/photos/<sha256>")
@guard(Permission.READ_REPORTS)
@blp.arguments(PictureIn, location="query")
@blp.doc(parameters=[SHA256_IN_PATH])
@blp.response(200, FILE, content_type="image/jpeg", description="Upright JPEG without metadata")
@blp.problems(401, 403, 404, 422, 503)
def show_picture(wanted: dict[str, Any], breach_id: UUID, sha256: str) -> Response:
    """A picture of the breach or of what was handed in, for whoever sees the breach."""
    if sha256 not in queries.pictures_of(queries.breach_for(actor(), str(breach_id))):
        raise NotFound()
    return picture(sha256, wanted["size"])


@blp.post("/breaches/<uuid:breach_id>/hand-ins")
@guard(Permission.CHECK_CASES)
@blp.arguments(HandInIn)
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 422, 503)
@transactional
def hand_in(body: dict[str, Any], breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Say that it is put right, having looked on the spot. Somebody else judges that."""
    said = (body["photos"], body["note"])
    return told(handing_in.hand_in(str(breach_id), str(body["id"]), actor(), *said, clock.now()))


@blp.post("/breaches/<uuid:breach_id>/verdict")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(BreachVerdictIn)
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def judge(header: dict[str, Any], body: dict[str, Any], breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Say whether what was handed in is right; never who handed it in. Passed, a case that no unit has yet closes, too."""
    said = (body["verdict"] == "pass", body["reason"], header["if_match"])
    return told(reviewing.judge(str(breach_id), *said, actor(), clock.now()))


@blp.post("/breaches/<uuid:breach_id>/escalation")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def escalate(header: dict[str, Any], breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Open a case for what was not put right in time (到期没改，立案)."""
    return told(reviewing.escalate(str(breach_id), header["if_match"], actor(), clock.now()))


@blp.post("/breaches/<uuid:breach_id>/appeal")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(AppealIn)
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 422, 503)
@transactional
def take_appeal(body: dict[str, Any], breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Take down an appeal that a shop made at the counter or by telephone; on its own page it does so by itself."""
    return told(appeals.appeal(str(breach_id), str(body["id"]), body["reason"], clock.now(), actor()))


@blp.post("/breaches/<uuid:breach_id>/appeal/answer")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(AppealAnswerIn)
@blp.response(200, BreachOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def answer_appeal(header: dict[str, Any], body: dict[str, Any], breach_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Answer the shop's appeal; never who found it. Granted, it was no breach."""
    said = (body["granted"], body["answer"], header["if_match"])
    return told(appeals.answer(str(breach_id), *said, actor(), clock.now()))


@blp.get("/breach-settings")
@guard(Permission.READ_CATALOG)
@blp.response(200, BreachSettingsOut, headers=ETAG_HEADER)
@blp.problems(401, 403)
def read_settings() -> tuple[dict[str, Any], int, dict[str, str]]:
    """What the city decided of breaches: the ladder, its window and its times."""
    return _settings()


@blp.put("/breach-settings")
@guard(Permission.EDIT_CATALOG)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(BreachSettingsIn)
@blp.response(200, BreachSettingsOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422, 503)
@transactional
def set_settings(header: dict[str, Any], body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Set all of it; breaches found before keep their step and their deadline."""
    settings.put(body, revision(header["if_match"] or "*"), actor(), clock.now())
    return _settings()


@blp.get("/breach-settings/history")
@guard(Permission.EDIT_CATALOG)
@blp.response(200, BreachSettingsVersionsOut)
@blp.problems(401, 403)
def list_versions() -> Response:
    """What was set before, the newest first; any of them can be set again."""
    return jsonify({"items": settings.versions(), "cursor": None, "has_more": False})


def told(breach: Breach, status: int = 200) -> tuple[Response, int, dict[str, str]]:
    """The breach as this reader sees it."""
    return jsonify(bodies.breach_body(breach, actor())), status, etag(breach.rev)


def _settings() -> tuple[dict[str, Any], int, dict[str, str]]:
    rev = settings.revision()
    return {**written(settings.in_force()), "rev": rev}, 200, etag(rev)


def _filter(wanted: dict[str, Any]) -> queries.BreachFilter:
    states = tuple(word for word in wanted["state"].split(",") if word)
    if not set(states) <= set(State):
        raise refusal("/query/state", f"A state is one of {', '.join(State)}, several with commas between.")
    return queries.BreachFilter(
        states=states, shop=str(wanted["shop"]) if wanted["shop"] else None, segment=wanted["segment"], item=wanted["item"],
        appeal=wanted["appeal"], case_no=wanted["case_no"], overdue_at=clock.now() if wanted["overdue"] else None,
    )  # fmt: skip
