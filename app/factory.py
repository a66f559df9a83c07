"""Puts the app together: the only module that knows every feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from app import cli
from app.accounts import routes as accounts_routes
from app.accounts.guard import NoFlaskSession, register_origin_check
from app.area_imports import job as area_imports_job
from app.area_imports import routes as area_imports_routes
from app.areas import map_routes as area_map_routes
from app.areas import routes as areas_routes
from app.assessment import campaigns, summing, tallying
from app.assessment import routes as assessment_routes
from app.breaches import arriving as breaches_arriving
from app.breaches import bodies as breaches_bodies
from app.breaches import following as breaches_following
from app.breaches import handing_in as breaches_handing_in
from app.breaches import of_shops
from app.breaches import routes as breaches_routes
from app.breaches import vouching as breaches_vouching
from app.breaches import watching as breaches_watching
from app.cases import evidence, filter_routes, list_routes, reached_routes, renaming, replacing, word_index
from app.cases import routes as cases_routes
from app.cases.bodies import BREACHES, CASE_PARTS
from app.cases.queries import photos_known
from app.catalog import calendar_routes
from app.catalog import queries as catalog
from app.catalog import routes as catalog_routes
from app.checks import job as checks_job
from app.complaints import routes as complaints_routes
from app.complaints import service as complaints_service
from app.config import Settings
from app.core import http
from app.core.admission import register_admission
from app.core.api import Blueprint
from app.core.db import db, engine_options, prepare_engine
from app.core.hooks import Happened, listen
from app.core.keys import ExportKeys, KeyRing, SigningKeys
from app.core.problems import register_problems
from app.dispatch import automatic, letter_routes, letters
from app.dispatch import routes as dispatch_routes
from app.dispatch import service as dispatch
from app.docs import register_docs
from app.handling import alongside, green, opening, replies, suspended_routes, task_routes, whistle_routes, whistle_rows, whistles
from app.handling import bodies as handling_bodies
from app.handling import job as handling_job
from app.handling import routes as handling_routes
from app.issue_ledger import routes as issue_ledger_routes
from app.issue_ledger import service as issue_ledger_service
from app.issue_ledger import vouching as issue_ledger_vouching
from app.jobs import Job
from app.lifecycle import job as lifecycle_job
from app.lifecycle import routes as lifecycle_routes
from app.merchants import routes as merchants_routes
from app.merchants import shop_routes as merchant_shop_routes
from app.merchants import uploads as merchant_uploads
from app.notices import numbering, street, street_routes, template_routes
from app.notices import routes as notices_routes
from app.notices import vouching as notices_vouching
from app.pages import register_pages
from app.permits import queries as permits
from app.permits import routes as permits_routes
from app.photos.shelf import register_shelf
from app.pledges import arriving as pledges_arriving
from app.pledges import figure_routes as pledge_figure_routes
from app.pledges import following as pledges_following
from app.pledges import front_routes, fronts, plate_routes
from app.pledges import reminding as pledges_reminding
from app.pledges import resigning as pledges_resigning
from app.pledges import routes as pledges_routes
from app.pledges import scheme_routes as pledge_scheme_routes
from app.pledges import sheets as pledges_sheets
from app.pledges import shop_part as pledges_shop_part
from app.pledges import vouching as pledges_vouching
from app.pledges.plate_bodies import SHOP_PART, pack_shops_with_plates
from app.proof import packet_routes
from app.proof import routes as proof_routes
from app.proof import rows as vouched_rows
from app.readiness import register_readiness
from app.redaction import routes as redaction_routes
from app.reports import device_routes, feed, handed_in_routes, photo_routes, quarantine_routes, sync_routes
from app.reports import routes as reports_routes
from app.review import asking
from app.review import routes as review_routes
from app.review.service import CASELESS, FILING_GATE
from app.roster import duty_routes, people_routes
from app.roster import routes as roster_routes
from app.safekeeping import keeping, orphans, scrub
from app.shops import import_routes as shop_import_routes
from app.shops import routes as shops_routes
from app.shops.more import PHOTOS_KNOWN, SHOP_PARTS, Part
from app.telling import callbacks, escalation, moves
from app.telling import channel_routes as telling_channel_routes
from app.telling import complaints as telling_complaints
from app.telling import job as telling_job
from app.telling import routes as telling_routes

MAX_BODY = 21 * 1024 * 1024
"""A photo of 20 MiB and some headers; each view has its own, smaller limit."""
POOL_SIZE = 40
"""More than the threads of one process (gunicorn_conf), so a request never waits for a connection."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts_routes.blp,
    areas_routes.blp,
    area_map_routes.blp,
    area_imports_routes.blp,
    catalog_routes.blp,
    calendar_routes.blp,
    roster_routes.blp,
    duty_routes.blp,
    people_routes.blp,
    permits_routes.blp,
    shops_routes.blp,
    shop_import_routes.blp,
    handling_routes.blp,
    whistle_routes.blp,
    suspended_routes.blp,
    task_routes.blp,
    dispatch_routes.blp,
    letter_routes.blp,
    cases_routes.blp,
    list_routes.blp,
    assessment_routes.blp,
    filter_routes.blp,
    reports_routes.blp,
    photo_routes.blp,
    sync_routes.blp,
    device_routes.blp,
    quarantine_routes.blp,
    handed_in_routes.blp,
    review_routes.blp,
    proof_routes.blp,
    packet_routes.blp,
    lifecycle_routes.blp,
    redaction_routes.blp,
    notices_routes.blp,
    template_routes.blp,
    street_routes.blp,
    plate_routes.blp,
    merchants_routes.blp,
    merchant_shop_routes.blp,
    issue_ledger_routes.blp,
    pledge_scheme_routes.blp,
    pledges_routes.blp,
    pledge_figure_routes.blp,
    front_routes.blp,
    breaches_routes.blp,
    telling_routes.blp,
    reached_routes.blp,
    telling_channel_routes.blp,
    complaints_routes.blp,
)
SHARED_JOBS: tuple[Job, ...] = (evidence.judge_pending,)
"""What `DRAWERS` threads of every job process do at once; what there is to do is leased from the database."""
JOBS: tuple[Job, ...] = (
    evidence.read_old_photos,
    checks_job.check_reports,
    replies.settle_waiting,
    replacing.replace_open_cases,
    word_index.fill_case_words,
    renaming.follow_names,
    tallying.sweep,
    summing.sum_months,
    area_imports_job.tend_imports,
    handling_job.watch_cases,
    whistles.tell_late,
    breaches_watching.watch_breaches,
    automatic.dispatch_waiting,
    letters.tell_due,
    telling_job.carry_messages,
    complaints_service.remind,
    feed.prune_feed,
    feed.watch_lag,
    scrub.scrub,
    orphans.collect_orphans,
    numbering.expire_blocks,
    pledges_sheets.draw_waiting,
    pledges_reminding.remind_daily,
    pledges_resigning.ask_waiting,
    merchant_uploads.tend,
    lifecycle_job.apply_daily,
    keeping.keep_backing_up,
)
CLOCK_JOBS: frozenset[Job] = frozenset(
    {
        summing.sum_months,
        handling_job.watch_cases,
        whistles.tell_late,
        breaches_watching.watch_breaches,
        letters.tell_due,
        complaints_service.remind,
        feed.prune_feed,
        orphans.collect_orphans,
        numbering.expire_blocks,
        pledges_reminding.remind_daily,
        pledges_resigning.ask_waiting,
        merchant_uploads.tend,
        lifecycle_job.apply_daily,
    }
)
"""Those of them for which nobody waits: they only find out that it has become late."""
PACK_PARTS: dict[str, Callable[[], Any]] = {
    "shops": pack_shops_with_plates,
    "categories": catalog.pack_categories,
    "cover_types": catalog.pack_cover_types,
    "permits": permits.pack_permits,
}
"""What features above `areas` put into the area pack."""
SHOP_KNOWLEDGE: tuple[Part, ...] = (pledges_shop_part.PART, SHOP_PART, of_shops.PART)
"""What features above the register know of shops: it stands in lists, on pages and in files of shops."""
LISTENERS: tuple[tuple[Happened, Callable[..., Any]], ...] = (
    (Happened.REPORT_ARRIVED, street.report_arrived),
    (Happened.REPORT_ARRIVED, pledges_arriving.report_arrived),
    (Happened.REPORT_ARRIVED, breaches_arriving.report_arrived),
    (Happened.REPORT_ARRIVED, green.green_channel),
    (Happened.REPORT_TO_VERIFY, opening.report_to_verify),
    (Happened.CASE_OPENED, opening.case_opened),
    (Happened.CASE_OPENED, breaches_following.case_opened),
    (Happened.CASE_OPENED, automatic.case_opened),
    (Happened.CASE_OPENED, issue_ledger_service.case_opened),
    (Happened.REPORT_WHOLE, fronts.report_whole),
    (Happened.REPORT_WHOLE, breaches_handing_in.take_reply),
    (Happened.REPORT_WHOLE, asking.take_answer),
    (Happened.REPORT_WHOLE, replies.settle_whole),
    (Happened.CASE_MOVED, opening.case_moved),
    (Happened.CASE_MOVED, moves.case_moved),
    (Happened.CASE_MOVED, alongside.case_moved),
    (Happened.CASE_MOVED, escalation.case_moved),
    (Happened.CASE_MOVED, letters.case_moved),
    (Happened.CASE_MOVED, campaigns.case_tagged),
    (Happened.CASE_OPENED, tallying.case_opened),
    (Happened.CASE_MOVED, tallying.case_moved),
    (Happened.CASE_OPENED, street.case_opened),
    (Happened.CASE_MOVED, street.case_moved),
    (Happened.SHOP_CHANGED, pledges_following.shop_changed),
    (Happened.SHOP_MERGED, pledges_following.shop_merged),
    (Happened.CASE_MOVED, breaches_following.case_moved),
    (Happened.REPORT_JUDGED, breaches_following.report_judged),
    (Happened.SHOP_MERGED, breaches_following.shop_merged),
    (Happened.UNIT_RETIRING, dispatch.refuse_retiring),
    (Happened.COMPLAINT_FILED, telling_complaints.filed),
    (Happened.COMPLAINT_DUE, telling_complaints.is_due),
    (Happened.COMPLAINT_ANSWERED, telling_complaints.answered),
)
"""Who hears of what happens below, in this order."""


def create_app(settings: Settings) -> Flask:
    """The app for these settings. Creates DATA_DIR; does not migrate."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("xunjie", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, POOL_SIZE),
        MAX_CONTENT_LENGTH=MAX_BODY,
        SESSION_COOKIE_NAME="unused",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["settings"] = settings
    app.extensions["keys"] = {name: KeyRing(settings.data_dir / "keys", name) for name in ("receipt", "data", "link", "index")}
    app.extensions["export_keys"] = ExportKeys(settings.data_dir / "keys")
    app.extensions["signing_keys"] = SigningKeys(settings.data_dir / "keys")
    app.extensions["pack_parts"] = dict(PACK_PARTS)
    app.extensions[SHOP_PARTS] = SHOP_KNOWLEDGE
    app.extensions[PHOTOS_KNOWN] = photos_known
    app.extensions[FILING_GATE] = opening.may_file
    app.extensions[CASELESS] = breaches_following.opens_no_case
    app.extensions[BREACHES] = breaches_bodies.report_parts
    app.extensions[CASE_PARTS] = handling_bodies.case_parts
    app.extensions[vouched_rows.MORE_OF_CASES] = (whistle_rows.rows_of,)
    app.extensions[vouched_rows.MORE_KINDS] = {
        **{one.NAME: one.KIND for one in (notices_vouching, issue_ledger_vouching, breaches_vouching)},
        **pledges_vouching.KINDS,
    }
    app.extensions["jobs"] = list(JOBS)
    app.extensions["clock_jobs"] = CLOCK_JOBS
    app.extensions["shared_jobs"] = list(SHARED_JOBS)
    register_shelf(app, settings)
    db.init_app(app)
    Migrate(app, db, directory="migrations", render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)
    app.session_interface = NoFlaskSession()
    register_problems(app)
    register_admission(app, settings.request_budget)
    register_origin_check(app)
    http.register_headers(app, secure=settings.secure, tile_origin=settings.tiles.origin if settings.tiles else "")
    _register_features(app)
    register_docs(app, BLUEPRINTS, settings.pwa_dir / "api-docs")
    register_readiness(app)
    register_pages(app, settings.pwa_dir)
    app.wsgi_app = http.TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _register_features(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(callbacks.blp)
    for happened, work in LISTENERS:
        listen(app, happened, work)
    cli.register_commands(app)
