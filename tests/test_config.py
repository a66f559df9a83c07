"""Settings fail loudly and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import BadSettings, Settings

SECRET = "a-secret-of-enough-length"


def read(tmp_path: Path, **env: str) -> Settings:
    return Settings.from_env({"SECRET_KEY": SECRET, "DATA_DIR": str(tmp_path), **env})


def test_without_a_secret_the_sentence_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="make run"):
        Settings.from_env({"DATA_DIR": str(tmp_path)})


def test_the_secret_that_make_run_kept_is_found(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(SECRET)
    assert Settings.from_env({"DATA_DIR": str(tmp_path)}).secret_key == SECRET


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="16"):
        read(tmp_path, SECRET_KEY="short")


def test_a_relative_folder_becomes_absolute() -> None:
    settings = Settings.from_env({"SECRET_KEY": SECRET, "DATA_DIR": "somewhere"})
    assert settings.data_dir == Path.cwd() / "somewhere"
    assert settings.database_url.endswith("/somewhere/xunjie.db")


@pytest.mark.parametrize("url", ["http://city.example", "http://192.168.1.5:8000", "ftp://x", "city.example", "https://a/b"])
def test_an_address_that_would_leak_passwords_or_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="PUBLIC_URL"):
        read(tmp_path, PUBLIC_URL=url)


@pytest.mark.parametrize(
    ("url", "secure"), [("https://city.example", True), ("http://127.0.0.1:9", False), ("http://localhost:9", False)]
)
def test_the_scheme_decides_about_secure_cookies(tmp_path: Path, url: str, secure: bool) -> None:
    assert read(tmp_path, PUBLIC_URL=url).secure is secure


def test_a_store_that_is_not_spoken_yet_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="STORAGE_URL"):
        read(tmp_path, STORAGE_URL="s3://bucket")


def test_proxies_are_addresses_or_networks(tmp_path: Path) -> None:
    assert len(read(tmp_path, TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8").trusted_proxies) == 2
    with pytest.raises(BadSettings, match="TRUSTED_PROXIES"):
        read(tmp_path, TRUSTED_PROXIES="proxy.local")


def test_without_a_tile_address_there_are_no_tiles(tmp_path: Path) -> None:
    assert read(tmp_path).tiles is None
    assert read(tmp_path, TILE_URL=" ", TILE_DATUM="gcj02").tiles is None


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        (
            "https://t0.tianditu.gov.cn:8443/vec_w/wmts?TILEMATRIX={z}&TILECOL={x}&TILEROW={y}&tk=k",
            "https://t0.tianditu.gov.cn:8443",
        ),
        ("http://127.0.0.1:9/{z}/{x}/{y}", "http://127.0.0.1:9"),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_a_tile_address_names_the_one_host_pictures_may_come_from(tmp_path: Path, url: str, origin: str) -> None:
    tiles = read(tmp_path, TILE_URL=url, TILE_DATUM="GCJ02", TILE_ATTRIBUTION="天地图").tiles
    assert tiles is not None
    assert (tiles.url, tiles.origin, tiles.datum, tiles.attribution) == (url, origin, "gcj02", "天地图")


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example; script-src */{z}/{x}/{y}.png",
        "https://a,b/{z}/{x}/{y}.png",
        "https://user:pass@tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example:port/{z}/{x}/{y}.png",
        "https://[::1/{z}/{x}/{y}.png",
        "//tiles.example/{z}/{x}/{y}.png",
        "ftp://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/#{z}/{x}/{y}",
    ],
)
def test_an_address_that_is_none_of_tiles_or_would_open_the_pages_policy_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="TILE_URL"):
        read(tmp_path, TILE_URL=url)


def test_tiles_in_an_unknown_datum_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="TILE_DATUM"):
        read(tmp_path, TILE_URL="https://tiles.example/{z}/{x}/{y}.png", TILE_DATUM="bd09")
