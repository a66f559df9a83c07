"""Accounts over HTTP: for whoever keeps them. A password is told once, to whoever made it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.passwords import GivenPassword, given_password
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatch, etag, revision
from app.core.paging import Page
from app.core.tables_in import MAX_BYTES, read_table
from app.core.transaction import in_transaction
from app.core.transfers import brought_file, file_in_body
from app.roster import people_import, people_queries, people_service, people_table
from app.roster.people_schemas import (
    AccountArgs,
    BringArgs,
    BroughtOut,
    ChangedAccount,
    GivenOut,
    KeptAccount,
    KeptAccounts,
    NewAccount,
    PlanOut,
    TableArgs,
    facts_of,
)

blp = Blueprint("accounts", __name__, url_prefix="/api/v1/accounts", description="Accounts, for whoever keeps them")
_TABLE = file_in_body("A CSV or xlsx file of at most 8 MiB: 账号, 姓名, 岗位, 单位, 路段, 网格, 在岗.")


@blp.get("")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(AccountArgs, location="query")
@blp.response(200, KeptAccounts)
@blp.problems(401, 403, 422)
def list_accounts(args: dict[str, Any]) -> Page[dict[str, Any]]:
    """Accounts by user name, blocked ones included."""
    return people_queries.page(**args)


@blp.post("")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(NewAccount)
@blp.response(201, GivenOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 422)
def add_account(body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Add a person. The answer has a password that is shown this once; they choose their own at the first login."""
    password, facts = given_password(), facts_of(body)

    def work() -> dict[str, Any]:
        return people_queries.body_of(people_service.add(body["username"], facts, password, clock.now()))

    told = in_transaction(work)
    return _given(told, password, 201)


@blp.get("/<uuid:person_id>")
@guard(Permission.MANAGE_PEOPLE)
@blp.response(200, KeptAccount, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_account(person_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """One account."""
    row = people_queries.person(str(person_id))
    return people_queries.body_of(row), 200, etag(row.rev)


@blp.put("/<uuid:person_id>")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ChangedAccount)
@blp.response(200, KeptAccount, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
def change_account(header: dict[str, str], body: dict[str, Any], person_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Another name, post or scope; block an account or let it in again. It holds from their next request on."""
    read, by = revision(header["if_match"]), actor()

    def work() -> dict[str, Any]:
        return people_queries.body_of(people_service.change(str(person_id), facts_of(body), by, read, clock.now()))

    told = in_transaction(work)
    return told, 200, etag(told["rev"])


@blp.post("/<uuid:person_id>/password")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(IfMatch, location="headers")
@blp.response(200, GivenOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404, 412, 422)
def reset_password(header: dict[str, str], person_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Give a person another password, shown this once. Their login sessions end; what is on their phones stays there."""
    password, read = given_password(), revision(header["if_match"])
    told = in_transaction(lambda: people_queries.body_of(people_service.reset(str(person_id), password, read)))
    return _given(told, password, 200)


@blp.post("/table/look")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(TableArgs, location="query")
@blp.doc(requestBody=_TABLE)
@blp.response(200, PlanOut)
@blp.problems(400, 401, 403, 411, 413, 422)
def look_at_table(args: dict[str, Any]) -> dict[str, Any]:
    """What a table of people would do, row by row, and which rows are wrong. Nothing is written."""
    entries, wrong = people_table.sort_out(read_table(brought_file(MAX_BYTES)), people_service.known())
    steps = people_import.plan(entries, all_of_them=args["everybody"])
    mark = None if wrong else people_import.mark_of(steps)
    return {"plan": mark, "steps": [step._asdict() for step in steps], "wrong": [one._asdict() for one in wrong]}


@blp.post("/table")
@guard(Permission.MANAGE_PEOPLE)
@blp.arguments(BringArgs, location="query")
@blp.doc(requestBody=_TABLE)
@blp.response(200, BroughtOut)
@blp.problems(400, 401, 403, 411, 412, 413, 422)
def bring_table(args: dict[str, Any]) -> Response:
    """Bring a table that was looked at: all of its rows or none. The passwords of who is new are shown this once."""
    entries = people_table.read(read_table(brought_file(MAX_BYTES)), people_service.known())
    passwords = people_import.passwords_for(people_import.plan(entries, all_of_them=args["everybody"]))
    brought = in_transaction(
        lambda: people_import.bring(entries, passwords, clock.now(), all_of_them=args["everybody"], mark=args["plan"])
    )
    added = [{"username": username, "password": password} for username, password in brought.added]
    return _secret({"added": added, "changed": brought.changed, "switched_off": brought.switched_off})


def _given(told: dict[str, Any], password: GivenPassword, status: int) -> tuple[Response, int, dict[str, str]]:
    return _secret({"person": told, "password": password.text}), status, etag(told["rev"])


def _secret(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
