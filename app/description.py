"""Completes the API's description with what holds for every route: who may call it, which headers, which problems.

Features describe what is special about their routes; whatever follows from the house rules is written here once, so
that no route can forget it. It must not know any feature but who is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.core.errors import AppError
from app.core.problems import MEDIA_TYPE, SLUG_BY_STATUS

PREFIX = "/api/"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SECURITY = "session"
MERCHANT = "merchant"
"""How views are guarded that are reached with the key of a plate."""
X_MERCHANT = {"type": "apiKey", "in": "header", "name": "X-Merchant", "description": "what `/merchant/unlock` answers"}
X_APP = {
    "name": "X-App",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "enum": ["1"]},
    "description": "Every write carries it: no foreign page can.",
}
ANYWHERE = (500, 503)
"""A bug, and a database that stays busy."""
SLUGS_OF_THE_HOUSE = frozenset({*SLUG_BY_STATUS.values(), "internal"})

Spec = dict[str, Any]


def complete(spec: Spec, app: Flask, cookie: str) -> Spec:
    """The description with security, X-App, ids and every problem; `cookie` is the name of the login cookie.

    Raises KeyError when a route of the API is not described at all.
    """
    spec.setdefault("security", [{SECURITY: []}])
    components = spec.setdefault("components", {})
    ways = {SECURITY: {"type": "apiKey", "in": "cookie", "name": cookie}, MERCHANT: X_MERCHANT}
    components.setdefault("securitySchemes", {}).update(ways)
    components["schemas"].pop("PaginationMetadata", None)  # flask-smorest's own paging is not used
    components.get("responses", {}).pop("DEFAULT_ERROR", None)
    components["schemas"]["Problem"]["properties"]["type"]["enum"] = sorted(f"/problems/{slug}" for slug in known_slugs())
    for path, method, rule, view in operations(app):
        _complete(spec["paths"][path][method.lower()], method, rule, view, components)
    return spec


def operations(app: Flask) -> Iterator[tuple[str, str, Rule, Any]]:
    """(path as described, method, rule, view) of every operation of the API; OPTIONS, and HEAD beside GET, are Flask's."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX):
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        methods = rule.methods or set()
        for method in sorted(methods - {"OPTIONS"} - ({"HEAD"} if "GET" in methods else set())):
            yield path, method, rule, app.view_functions[rule.endpoint]


def known_slugs() -> frozenset[str]:
    """Every problem the program can answer: the house's own and those that features declare beside their rules."""
    return SLUGS_OF_THE_HOUSE | {refusal.slug for refusal in _refusals(AppError)}


def _refusals(kind: type[AppError]) -> Iterator[type[AppError]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _refusals(refusal)


def _complete(operation: Spec, method: str, rule: Rule, view: Any, components: Spec) -> None:
    operation.setdefault("operationId", rule.endpoint.replace(".", "_").replace("-", "_"))
    responses = operation["responses"]
    responses.pop("default", None)  # it would describe anything at all
    guarded = getattr(view, "__guard__", None)
    public = guarded == "public"
    if public:
        operation["security"] = []
    elif guarded == MERCHANT:
        operation["security"] = [{MERCHANT: []}]
    if method in UNSAFE:
        operation["parameters"] = [*operation.get("parameters", []), X_APP]
    for status in _problems(method, rule, public):
        responses.setdefault(str(status), _problem(status, with_body=method != "HEAD"))


def _problems(method: str, rule: Rule, public: bool) -> Iterator[int]:
    yield from ANYWHERE
    if not public:
        yield 401
        yield 429
    if not public or method in UNSAFE:
        yield 403
    if rule.arguments:
        yield 404
    if method in UNSAFE - {"DELETE"}:
        yield 413


def _problem(status: int, *, with_body: bool) -> Spec:
    content = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}} if with_body else {}
    return {"description": SLUG_BY_STATUS.get(status, "internal"), **content}
