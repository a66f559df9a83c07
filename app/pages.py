"""Serves the built PWA: pages never cached, hashed files for ever. Knows no feature and no data."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response
from werkzeug.routing import PathConverter

from app.accounts.guard import public
from app.core.errors import NotFound, Unavailable
from app.core.files import send_built

A_YEAR_S = 365 * 24 * 3600
PLATE_PAGE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of the page behind plates: nobody keeps or lists it."""
PLATE_CSP = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""Nobody frames it, it loads no code, and what stands in it runs only as it was built."""
_INLINE = re.compile(rb"<(script|style)\b[^>]*>(.*?)</\1>", re.DOTALL)


class PageConverter(PathConverter):
    """Any path outside the API: a page must never answer for a route that is not there, nor add to its methods."""

    regex = r"(?!api(?:/|$))[^/].*?"


def register_pages(app: Flask, folder: Path) -> None:
    """Routes for the pages of each kind of user and for their files."""
    app.url_map.converters["page"] = PageConverter
    blp = Blueprint("pages", __name__)

    @blp.get("/")
    @public
    def patrol_page() -> Response:
        return _page(folder, "index.html")

    @blp.get("/console")
    @blp.get("/console/<path:_view>")
    @public
    def console_page(_view: str = "") -> Response:
        return _page(folder, "console.html")

    @blp.get("/feedback")
    @public
    def feedback_page() -> Response:
        return _page(folder, "feedback.html")

    @blp.get("/p")
    @public
    def plate_page() -> Response:
        response = _page(folder, "pledge.html")
        page = folder / "pledge.html"
        policy = _plate_policy(page, page.stat().st_mtime_ns)
        response.headers.update(PLATE_PAGE | {"Content-Security-Policy": policy})
        return response

    @blp.get("/assets/<path:name>")
    @public
    def asset(name: str) -> Response:
        response = send_built(folder / "assets", name, max_age=A_YEAR_S)
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable"
        return response

    @blp.get("/<page:name>")
    @public
    def file_or_page(name: str) -> Response:
        if (folder / name).is_file():
            response = send_built(folder, name)
            response.headers["Cache-Control"] = "no-cache"
            return response
        if "." in name.rsplit("/", 1)[-1]:
            raise NotFound()
        return _page(folder, "index.html")

    app.register_blueprint(blp)


def _page(folder: Path, name: str) -> Response:
    if not (folder / name).is_file():
        raise Unavailable("The pages are not built yet: run `make build`.")
    response = send_built(folder, name)
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _plate_policy(page: Path, _changed: int) -> str:
    """The policy under which exactly the scripts and styles in `page` run; read again when the file has changed."""
    hashes: dict[bytes, list[str]] = {b"script": [], b"style": []}
    for kind, text in _INLINE.findall(page.read_bytes()):
        hashes[kind].append(f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'")
    return PLATE_CSP.format(script=" ".join(hashes[b"script"]) or "'none'", style=" ".join(hashes[b"style"]) or "'none'")
