"""Built files travel in the smallest form that whoever asks can read, and never in one of an older build."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.config import Settings
from app.factory import create_app
from tests.conftest import Phone

SCRIPT = "let words = '" + "门前五包" * 500 + "'"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A page with both forms beside it, and one script with a gzip form."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "index.html.br").write_bytes(b"by brotli")
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(b"<!doctype html>"))
    (tmp_path / "assets" / "start-1.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "assets" / "start-1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    return tmp_path


@pytest.fixture
def phone(settings: Settings, built: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(Settings, "pwa_dir", property(lambda _settings: built))
    return Phone(create_app(settings))


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip", "gzip"),
        ("br;q=0", None),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_form_is_one_that_was_asked_for(phone: FlaskClient, accepted: str, sent: str | None) -> None:
    page = phone.get("/", headers={"Accept-Encoding": accepted})
    assert page.headers.get("Content-Encoding") == sent
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Vary"] == "Accept-Encoding"


def test_what_was_compressed_is_the_file(phone: FlaskClient) -> None:
    script = phone.get("/assets/start-1.js", headers={"Accept-Encoding": "br, gzip"})
    assert (script.headers["Content-Encoding"], script.mimetype) == ("gzip", "text/javascript")
    assert gzip.decompress(script.data).decode() == SCRIPT
    assert phone.get("/assets/start-1.js").text == SCRIPT


def test_a_phone_that_has_this_form_is_told_so(phone: FlaskClient) -> None:
    accepted = {"Accept-Encoding": "gzip"}
    mark = phone.get("/", headers=accepted).headers["ETag"]
    assert phone.get("/", headers={**accepted, "If-None-Match": mark}).status_code == 304
    assert phone.get("/", headers={"If-None-Match": mark}).status_code == 200, "another form, another mark"


def test_a_form_of_an_older_build_is_not_sent(phone: FlaskClient, built: Path) -> None:
    before = (built / "assets" / "start-1.js").stat().st_mtime - 60
    os.utime(built / "assets" / "start-1.js.gz", (before, before))
    script = phone.get("/assets/start-1.js", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in script.headers
    assert script.text == SCRIPT


@pytest.mark.parametrize("name", ["none.js", "%00.js", "x" * 300 + ".js", "..%2findex.html"])
def test_what_is_no_file_is_not_found(phone: FlaskClient, name: str) -> None:
    assert phone.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"}).status_code == 404
