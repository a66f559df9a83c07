"""Settings fail loudly and say what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.config import BadSettings, Settings
from app.storage_place import BucketPlace, FolderPlace

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


LOGIN = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "do-not-show"}


@pytest.mark.parametrize(
    ("url", "login", "sentence"),
    [
        ("ftp://photos", LOGIN, "does not speak"),
        ("file://", LOGIN, "does not speak"),
        ("s3://photos/city", {}, "AWS_ACCESS_KEY_ID"),
        ("s3://key:secret@photos", LOGIN, "carries credentials"),
        ("s3://No_Bucket", LOGIN, "names no bucket"),
        ("s3://photos/a b", LOGIN, "prefix"),
        ("s3://photos?endpiont=https://s3.example", LOGIN, "endpiont"),
        ("s3://photos?endpoint=s3.example", LOGIN, "no address"),
        ("s3://photos?endpoint=http://s3.example", LOGIN, "use https"),
    ],
)
def test_a_place_for_photos_that_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, url: str, login: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadSettings, match=sentence) as refusal:
        read(tmp_path, STORAGE_URL=url, **login)
    assert str(refusal.value).startswith(f"STORAGE_URL={url}")


def test_a_bucket_is_an_address_and_its_credentials_are_never_shown(tmp_path: Path) -> None:
    url = "s3://photos/zhengzhou/2026/?endpoint=http://10.0.0.7:9000&region=cn-north-1"
    settings = read(tmp_path, STORAGE_URL=url, STORAGE_FROM="file:///srv/photos", **LOGIN)
    place = settings.storage
    assert isinstance(place, BucketPlace)
    assert (place.bucket, place.prefix, place.region) == ("photos", "zhengzhou/2026/", "cn-north-1")
    assert (place.endpoint, place.secret) == ("http://10.0.0.7:9000", "do-not-show")
    assert settings.storage_from == FolderPlace(Path("/srv/photos"))
    assert "do-not-show" not in repr(settings)


def test_a_place_is_not_moved_to_itself(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="STORAGE_FROM"):
        read(tmp_path, STORAGE_URL="file:///srv/photos", STORAGE_FROM="file:///srv/photos/")


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


def test_as_many_photos_are_drawn_at_once_as_is_said_or_as_half_the_machine_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 24_000_000_000 // 4096}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    drawers = []
    for cores in (1, 2, 8, 64):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        drawers.append(read(tmp_path).drawers)
    assert drawers == [1, 1, 4, 10]
    assert read(tmp_path, DRAWERS="7").drawers == 7
    with pytest.raises(BadSettings, match="DRAWERS"):
        read(tmp_path, DRAWERS="0")
