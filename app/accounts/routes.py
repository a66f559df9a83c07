"""Login, logout, who am I."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, current_app, jsonify, make_response, request
from sqlalchemy.exc import IntegrityError

from app.accounts import passwords, service
from app.accounts.guard import actor, cookie_name, guard, public, refuse_demo_from_afar, settings
from app.accounts.login_rules import BadCredentials, NotSignedIn, check_chosen
from app.accounts.queries import person_by_id, person_by_username
from app.accounts.rules import Actor, Permission
from app.accounts.schemas import ChosenPassword, SessionOut, SignIn
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction, transactional

blp = Blueprint("session", __name__, url_prefix="/api/v1", description="Login sessions")
COOKIE_AGE_S = 365 * 24 * 3600
"""The browser keeps the cookie for a year; the server decides when the session ends."""


@blp.post("/session")
@public
@blp.arguments(SignIn)
@blp.response(200, SessionOut)
@blp.problems(400, 401, 403, 413, 422, 429, 503)
def sign_in(body: dict[str, Any]) -> Response:
    """Sign in. Wrong name and wrong password get the same answer in the same time."""
    username, address, now = body["username"].strip().lower(), request.remote_addr or "", clock.now()
    service.check_login_allowed(username, address, now)
    person = person_by_username(username)
    fits = passwords.verify_password(body["password"], person.password_hash if person else None)
    if person is not None and fits:
        refuse_demo_from_afar(person.demo)
    device_id = str(body["device_id"]) if body["device_id"] else None
    try:
        login = in_transaction(lambda: service.sign_in(username, fits, address, device_id, now))
    except BadCredentials:
        _count_failure(username, address)
        raise
    response = make_response(jsonify(session_body(login.actor)))
    response.set_cookie(
        cookie_name(), login.token, max_age=COOKIE_AGE_S, httponly=True, secure=settings().secure, samesite="Lax", path="/"
    )
    return response


@blp.get("/session")
@guard(Permission.OWN_SESSION)
@blp.response(200, SessionOut)
@blp.problems(401)
def who_am_i() -> dict[str, Any]:
    """Who is signed in."""
    return session_body(actor())


@blp.put("/session/password")
@guard(Permission.OWN_SESSION)
@blp.arguments(ChosenPassword)
@blp.response(200, SessionOut)
@blp.problems(400, 401, 403, 412, 422, 429)
def choose_password(body: dict[str, Any]) -> dict[str, Any]:
    """Choose a password of your own. Your other login sessions end."""
    who, address, now = actor(), request.remote_addr or "", clock.now()
    service.check_login_allowed(who.username, address, now)
    check_chosen(body["chosen"], body["current"], who.username)
    person = person_by_id(who.id)
    if person is None:
        raise NotSignedIn()
    seen = person.password_hash
    if not passwords.verify_password(body["current"], seen):
        _count_failure(who.username, address)
        detail = "This is not your password: type the one that you signed in with."
        raise InvalidBody(detail, errors=[{"pointer": "/current", "detail": detail}])
    chosen, token = passwords.hash_password(body["chosen"]), request.cookies[cookie_name()]
    in_transaction(lambda: service.choose_password(who.id, seen, chosen, token))
    return session_body(replace(who, password_given=False))


@blp.delete("/session")
@guard(Permission.OWN_SESSION)
@blp.response(204)
@blp.problems(401, 403)
@transactional
def sign_out() -> Response:
    """Sign out. Nothing on the phone or the server is deleted but the session."""
    service.sign_out(request.cookies[cookie_name()])
    response = current_app.response_class(status=204)
    response.delete_cookie(cookie_name(), httponly=True, secure=settings().secure, samesite="Lax", path="/")
    return response


def session_body(who: Actor) -> dict[str, Any]:
    """The wire form of a login session."""
    scope = {
        "segments": sorted(who.scope.segments),
        "cells": sorted(who.scope.cells),
        "units": sorted(who.scope.units),
    }
    named = {"id": who.id, "username": who.username, "name": who.name, "roles": sorted(who.roles)}
    told = {"scope": scope, "permissions": sorted(who.permissions), "password_given": who.password_given}
    return {"person": {**named, **told}}


def _count_failure(username: str, address: str) -> None:
    try:
        in_transaction(lambda: service.record_failure(username, address, clock.now()))
    except IntegrityError:
        current_app.logger.warning("two failed logins of one name raced; one is not counted")
