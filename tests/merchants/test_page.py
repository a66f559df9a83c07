"""The page behind plates is served as nothing that anybody keeps, lists, frames or adds to."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import create_app
from tests.conftest import Phone


@pytest.fixture
def visitor(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Somebody who opens pages of a built PWA."""
    for name in ("index", "pledge"):
        (tmp_path / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
    monkeypatch.setattr(Settings, "pwa_dir", property(lambda _settings: tmp_path))
    return Phone(create_app(settings))


@pytest.mark.parametrize("path", ["/p", "/p?source=wechat"])
def test_the_page_carries_what_keeps_it_to_whoever_opened_it(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path)
    assert page.status_code == 200
    assert "<title>pledge" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    policy = page.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in page.headers


def test_only_the_scripts_and_styles_it_was_built_with_run_in_it(visitor: FlaskClient, tmp_path: Path) -> None:
    page = tmp_path / "pledge.html"
    page.write_text("<style>p{}</style><script>first('门')</script>\n<script type=module>\nsecond()</script>", encoding="utf-8")
    assert _policy(visitor)["script-src"] == [_hash("first('门')"), _hash("\nsecond()")]
    assert _policy(visitor)["style-src"] == [_hash("p{}")]
    page.write_text("<script>third('built again')</script>")
    assert _policy(visitor)["script-src"] == [_hash("third('built again')")]


def _policy(visitor: FlaskClient) -> dict[str, list[str]]:
    parts = visitor.get("/p").headers["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in map(str.split, parts)}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_there_is_no_page_below_it(visitor: FlaskClient) -> None:
    assert "<title>index" in visitor.get("/p/anything").text
