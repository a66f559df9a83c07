"""Decides how the process is set up, from the environment only. Must not import features or Flask."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from app.storage_place import BadPlace, Place, place_of

MIN_SECRET = 16
SECRET_FILE = "secret_key"
TILE_DATUMS = ("wgs84", "gcj02")


DRAWER_BYTES = 600_000_000
"""What drawing one photo may take at most (`app/photos/decode_child.py`)."""


class BadSettings(Exception):
    """The environment cannot be used; the message is a sentence that says what to set."""


@dataclass(frozen=True)
class TileSource:
    """Where maps get pictures of the ground from, if the city has such a place. Maps are complete without one.

    `url` has {z}, {x} and {y}; `datum` is what its tiles are drawn in; browsers may load pictures from `origin` only,
    empty for this server itself.
    """

    url: str
    datum: str
    attribution: str

    @property
    def origin(self) -> str:
        """Scheme and host as a content security policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Paths are absolute; `secret_key` never has a default."""

    secret_key: str
    data_dir: Path
    database_url: str
    storage_url: str
    storage: Place
    public_url: str
    plate_url: str
    """What plates at shop doors lead to for ten years; it may be another name than the one that staff use."""
    demo: bool = False
    demo_past: bool = True
    redis_url: str | None = None
    request_budget: int = 2_000
    drawers: int = 1
    backup_dir: Path | None = None
    backup_every_min: int = 15
    storage_from: Place | None = None
    tiles: TileSource | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = field(default=())

    @property
    def secure(self) -> bool:
        """Whether people reach this server by https (decides cookie name and flags)."""
        return self.public_url.startswith("https://")

    @property
    def pwa_dir(self) -> Path:
        """Where the built PWA lies."""
        return Path(__file__).resolve().parent.parent / "pwa" / "dist"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Reads the variables of contract §1. Raises BadSettings with what to do."""
        data_dir = Path(env.get("DATA_DIR") or "var").expanduser().absolute()
        storage_url = env.get("STORAGE_URL") or (data_dir / "photos").as_uri()
        public_url = _public_url("PUBLIC_URL", env.get("PUBLIC_URL") or f"http://127.0.0.1:{env.get('PORT') or 8000}")
        return cls(
            secret_key=_secret(env, data_dir),
            data_dir=data_dir,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'xunjie.db'}",
            storage_url=storage_url,
            storage=_place(env, "STORAGE_URL", storage_url),
            storage_from=_storage_from(env, storage_url),
            public_url=public_url,
            plate_url=_public_url("PLATE_URL", env.get("PLATE_URL") or public_url),
            demo=_flag(env, "DEMO"),
            demo_past=_flag({"DEMO_PAST": "1", **env}, "DEMO_PAST"),
            redis_url=env.get("REDIS_URL") or None,
            request_budget=_count(env, "REQUEST_BUDGET", cls.request_budget),
            drawers=_count(env, "DRAWERS", default_drawers()),
            backup_dir=Path(env["BACKUP_DIR"]).expanduser().absolute() if env.get("BACKUP_DIR") else None,
            backup_every_min=_minutes(env, "BACKUP_EVERY_MIN", 15),
            tiles=_tiles(env),
            trusted_proxies=_networks(env.get("TRUSTED_PROXIES", "")),
        )


def default_drawers() -> int:
    """How many photos are drawn at once: by half of the cores, the other half answers, and a quarter of the memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min((os.cpu_count() or 1) // 2, memory // 4 // DRAWER_BYTES))


def _secret(env: Mapping[str, str], data_dir: Path) -> str:
    """SECRET_KEY, or the one `make run` generated and keeps in DATA_DIR."""
    secret = env.get("SECRET_KEY", "")
    kept = data_dir / SECRET_FILE
    if not secret and kept.is_file():
        secret = kept.read_text().strip()
    if not secret:
        raise BadSettings(
            f"SECRET_KEY is not set and {kept} does not exist. "
            "Set SECRET_KEY to a long random text, or start with `make run`, which makes and keeps one."
        )
    if len(secret) < MIN_SECRET:
        raise BadSettings(f"SECRET_KEY has {len(secret)} characters; use at least {MIN_SECRET} random ones.")
    return secret


def _place(env: Mapping[str, str], name: str, url: str) -> Place:
    try:
        return place_of(url, env)
    except BadPlace as error:
        raise BadSettings(f"{name}={url} {error}") from error


def _storage_from(env: Mapping[str, str], storage_url: str) -> Place | None:
    """The place photos are moved from while the server runs; None when nothing is to be moved."""
    url = env.get("STORAGE_FROM", "").strip()
    if not url:
        return None
    if url.rstrip("/") == storage_url.rstrip("/"):
        raise BadSettings(f"STORAGE_FROM={url} is where STORAGE_URL is. Name the place photos are to be moved from.")
    return _place(env, "STORAGE_FROM", url)


def _public_url(name: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise BadSettings(f"{name}={url} is not an address like https://city.example.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise BadSettings(
            f"{name}={url} would send passwords in the clear. "
            "Use https (samples for Caddy and nginx are in deploy/), or a loopback host for trying out."
        )
    return url.rstrip("/")


def _tiles(env: Mapping[str, str]) -> TileSource | None:
    url, datum = env.get("TILE_URL", "").strip(), env.get("TILE_DATUM", "").strip().lower() or "wgs84"
    if not url:
        return None
    if not _is_tile_url(url):
        raise BadSettings(
            f"TILE_URL={url} is not an address of tiles like https://tiles.example/{{z}}/{{x}}/{{y}}.png: https, one host "
            "without placeholders, and {z}, {x} and {y} behind it."
        )
    if datum not in TILE_DATUMS:
        raise BadSettings(f"TILE_DATUM={datum} is none of {', '.join(TILE_DATUMS)}.")
    return TileSource(url, datum, env.get("TILE_ATTRIBUTION", "").strip())


def _is_tile_url(url: str) -> bool:
    """Placeholders for the tile behind one host, and nothing that could end or widen a content security policy."""
    try:
        parts = urlsplit(url)
        host, named = parts.hostname, f"{parts.scheme}://{parts.netloc}"
        _ = parts.port
    except ValueError:
        return False
    here = not parts.scheme and not parts.netloc and url.startswith("/")
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    plain = re.fullmatch(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?", named) is not None
    whole = all(place in parts.path + parts.query for place in ("{z}", "{x}", "{y}"))
    return whole and (here or (safe and plain))


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in {"", "0", "false", "no"}:
        return False
    if value in {"1", "true", "yes"}:
        return True
    raise BadSettings(f"{name}={value} is neither 1 nor 0.")


def _minutes(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 1440:
        raise BadSettings(f"{name}={text} is not a number of minutes from 1 to 1440.")
    return int(text)


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise BadSettings(f"{name}={text} is not a whole number above 0.")
    return int(text)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise BadSettings(f"TRUSTED_PROXIES: {error}. Give addresses or networks separated by commas.") from error


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address means this machine."""
    if host is None:
        return False
    name = host.strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
