"""Figures, rankings, what is behind them; campaigns."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.assessment import campaigns, material, queries, service
from app.assessment.rules import By
from app.assessment.schemas import (
    BehindCampaignIn,
    BehindIn,
    BehindOut,
    CampaignIn,
    CampaignMaterialIn,
    CampaignOut,
    CampaignsOut,
    FiguresIn,
    FiguresOut,
    MaterialIn,
    OwnOut,
    PeriodIn,
    QuantitiesIn,
    QuantitiesOut,
    RankingIn,
    RankingOut,
    SummaryOut,
)  # fmt: skip
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import InvalidBody
from app.core.if_match import ETAG_HEADER, IfMatchOrNew, etag
from app.core.periods import period_of
from app.core.tables_out import MEDIA, download
from app.core.transaction import in_transaction, transactional
from app.core.transfers import FILE
from app.core.wording import storable

blp = Blueprint("figures", __name__, url_prefix="/api/v1", description="Figures and campaigns")
_LONGEST_NAME = 40


@blp.get("/figures")
@guard(Permission.READ_FIGURES)
@blp.arguments(FiguresIn, location="query")
@blp.response(200, FiguresOut)
@blp.problems(401, 403, 422)
def read_figures(wanted: dict[str, Any]) -> Response:
    """All indicators in a period, in all and, with `by`, told apart; within the reader's scope."""
    return jsonify(service.figures_body(actor(), period_of(wanted["period"]), wanted["by"], clock.now()))


@blp.get("/figures/ranking")
@guard(Permission.READ_FIGURES)
@blp.arguments(RankingIn, location="query")
@blp.response(200, RankingOut)
@blp.problems(401, 403, 422)
def read_ranking(wanted: dict[str, Any]) -> Response:
    """Segments or units by the rate disposed on time and the rework rate, from 30 cases up. People are never ranked."""
    return jsonify(service.ranking_body(actor(), period_of(wanted["period"]), By(wanted["by"]), clock.now()))


@blp.get("/figures/mine")
@guard(Permission.READ_CASES)
@blp.arguments(PeriodIn, location="query")
@blp.response(200, OwnOut)
@blp.problems(401, 403, 422)
def read_own_counts(wanted: dict[str, Any]) -> Response:
    """What the person reported and what came of it; nobody else can read it."""
    return jsonify(queries.own_counts(actor(), period_of(wanted["period"])))


@blp.get("/figures/material")
@guard(Permission.READ_FIGURES)
@blp.arguments(MaterialIn, location="query")
@blp.response(200, FILE, description="the period's figures as a file", content_type=MEDIA["xlsx"])
@blp.problems(401, 403, 422)
def read_material(wanted: dict[str, Any]) -> Response:
    """What a weekly meeting or a circular needs of a period, in one file: figures with definitions, rankings, campaigns."""
    who, period = actor(), period_of(wanted["period"])
    rows = list(material.rows(who, period, wanted["language"], clock.now()))
    in_transaction(lambda: note(Action.LIST_EXPORTED, "list", "figures", by=who, period=wanted["period"]))
    return download(rows, f"figures-{period.first}-{period.last}", "xlsx")


@blp.get("/figures/<figure_id>/cases")
@guard(Permission.READ_FIGURES)
@blp.arguments(BehindIn, location="query")
@blp.response(200, BehindOut)
@blp.problems(401, 403, 404, 422)
def read_behind(wanted: dict[str, Any], figure_id: str) -> Response:
    """The cases, or reports, that a figure counts."""
    key = storable(wanted["key"]) if wanted["key"] is not None else None
    which = service.Behind(figure_id, period_of(wanted["period"]), wanted["part"], wanted["by"], key)
    return jsonify(service.behind(actor(), which, clock.now(), wanted["cursor"], wanted["limit"]))


@blp.get("/campaigns")
@guard(Permission.READ_CASES)
@blp.response(200, CampaignsOut)
@blp.problems(401, 403)
def list_campaigns() -> Response:
    """All campaigns, the newest first."""
    return jsonify({"items": [campaigns.body(one, clock.now()) for one in campaigns.campaigns()]})


@blp.put("/campaigns/<name>")
@guard(Permission.SUPERVISE_CASES)
@blp.arguments(CampaignIn)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.response(200, CampaignOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404, 412, 422)
@transactional
def keep_campaign(given: dict[str, Any], headers: dict[str, Any], name: str) -> Response:
    """Enters a campaign; changing one needs its revision."""
    clean = storable(name).strip()
    if not 1 <= len(clean) <= _LONGEST_NAME:
        raise InvalidBody(f"A campaign has a name of 1 to {_LONGEST_NAME} characters.")
    plan = campaigns.Plan(given["first_day"], given["last_day"], given["categories"], given["aim"], given["wanted"])
    kept = campaigns.keep(actor(), clean, headers["if_match"], plan)
    response = jsonify(campaigns.body(kept, clock.now()))
    response.headers.update(etag(kept.rev))
    return response


@blp.get("/campaigns/<name>/summary")
@guard(Permission.READ_CASES)
@blp.response(200, SummaryOut)
@blp.problems(401, 403, 404)
def read_summary(name: str) -> Response:
    """What a campaign has come to, of the cases that this person may see."""
    return jsonify(campaigns.summary(actor(), campaigns.campaign(storable(name)), clock.now()))


@blp.get("/campaigns/<name>/figures/<figure_id>/cases")
@guard(Permission.READ_CASES)
@blp.arguments(BehindCampaignIn, location="query")
@blp.response(200, BehindOut)
@blp.problems(401, 403, 404, 422)
def read_behind_campaign(wanted: dict[str, Any], name: str, figure_id: str) -> Response:
    """The cases that a figure of the summary counts."""
    page = (wanted["cursor"], wanted["limit"])
    one = campaigns.campaign(storable(name))
    return jsonify(campaigns.behind(actor(), one, figure_id, wanted["part"], clock.now(), page))


@blp.get("/campaigns/<name>/quantities")
@guard(Permission.READ_CASES)
@blp.arguments(QuantitiesIn, location="query")
@blp.response(200, QuantitiesOut)
@blp.problems(401, 403, 404, 422)
def read_quantities(wanted: dict[str, Any], name: str) -> Response:
    """What was counted for the campaign, entry by entry with its case."""
    unit = storable(wanted["unit"]) if wanted["unit"] is not None else None
    return jsonify(campaigns.quantities(actor(), campaigns.campaign(storable(name)), unit, wanted["cursor"], wanted["limit"]))


@blp.get("/campaigns/<name>/material")
@guard(Permission.READ_FIGURES)
@blp.arguments(CampaignMaterialIn, location="query")
@blp.response(200, FILE, description="the campaign's summary as a file", content_type=MEDIA["xlsx"])
@blp.problems(401, 403, 404, 422)
def read_campaign_material(wanted: dict[str, Any], name: str) -> Response:
    """The summary as a file: what was wanted and done, figures with definitions, states, units, categories."""
    who, one = actor(), campaigns.campaign(storable(name))
    rows = list(material.campaign_rows(who, one, wanted["language"], clock.now()))
    in_transaction(lambda: note(Action.LIST_EXPORTED, "list", "campaign", by=who, campaign=one.name))
    return download(rows, f"campaign-{one.first_day}-{one.last_day}", "xlsx")
