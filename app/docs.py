"""The API's description and its human page, both served from here. Knows only the description, not what it describes."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, send_from_directory

from app.accounts.guard import cookie_name, public
from app.core.api import Blueprint, describe
from app.core.errors import NotFound
from app.description import complete

FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript", "start.js": "text/javascript"}
FILE_IN_PATH = {"in": "path", "name": "name", "required": True, "schema": {"type": "string", "enum": sorted(FILES)}}
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>巡街 API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="api">This page needs JavaScript; the description itself is at <a href="openapi.json">openapi.json</a>.</div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
"""
START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  validatorUrl: null,
  requestInterceptor: (request) => { request.headers["X-App"] = "1"; return request; },
});
"""
CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"


def register_docs(app: Flask, blueprints: Iterable[Blueprint], folder: Path) -> None:
    """`/api/v1/openapi.json`, `/api/v1/docs` and the page's files, which `npm run build` puts below `folder`.

    Described are these blueprints and the docs themselves, when somebody first asks.
    """
    blp = Blueprint("api-docs", __name__, url_prefix="/api/v1", description="This description")

    @functools.cache
    def description() -> dict[str, Any]:
        return complete(describe((*blueprints, blp)), app, cookie_name())

    @blp.get("/openapi.json")
    @public
    @blp.doc(responses=_answer("application/json"))
    def openapi_json() -> Response:
        """What you are reading, for machines."""
        return jsonify(description())

    @blp.get("/docs")
    @public
    @blp.doc(responses=_answer("text/html"))
    def docs_page() -> Response:
        """The description for people."""
        response = Response(PAGE, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = CSP
        return response

    @blp.get("/docs/<name>")
    @public
    @blp.doc(parameters=[FILE_IN_PATH], responses=_answer("text/css", "text/javascript"))
    def docs_file(name: str) -> Response:
        """A file of that page."""
        if name == "start.js":
            return Response(START, content_type="text/javascript; charset=utf-8")
        if name not in FILES or not (folder / name).is_file():
            raise NotFound()
        return send_from_directory(folder, name, mimetype=FILES[name])

    app.register_blueprint(blp)


def _answer(*content_types: str) -> dict[str, Any]:
    kinds = {"application/json": "object"}
    content = {one: {"schema": {"type": kinds.get(one, "string")}} for one in content_types}
    return {"200": {"description": "OK", "content": content}}
