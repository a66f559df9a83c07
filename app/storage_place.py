"""Decides what a storage address names: a folder of this machine, or a part of a bucket. Opens nothing.

    file:///srv/xunjie/photos
    s3://bucket/prefix?endpoint=https://s3.city.example&region=us-east-1

Who may use the bucket is never part of the address: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

REGION: Final = "us-east-1"
KEY_ID: Final = "AWS_ACCESS_KEY_ID"
SECRET: Final = "AWS_SECRET_ACCESS_KEY"
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"[A-Za-z0-9._/-]*")


class BadPlace(ValueError):
    """The address names no place that can be used; the message is the rest of a sentence that begins with it."""


@dataclass(frozen=True)
class FolderPlace:
    """A folder of a local file system."""

    path: Path


@dataclass(frozen=True)
class BucketPlace:
    """A part of a bucket: `prefix` is empty or ends with a slash, `endpoint` None means Amazon's own."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    key_id: str = field(repr=False)
    secret: str = field(repr=False)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


Place: TypeAlias = FolderPlace | BucketPlace


def place_of(url: str, env: Mapping[str, str]) -> Place:
    """The place an address names, with the credentials of `env`. Raises BadPlace."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadPlace(f"is no address: {error}.") from error
    if parts.scheme == "s3":
        return _bucket(parts, env)
    if parts.scheme != "file" or not parts.path or parts.query:
        raise BadPlace("names a store this release does not speak. Use file:///path or s3://bucket/prefix?endpoint=https://….")
    return FolderPlace(Path(unquote(parts.path)))


def _bucket(parts: SplitResult, env: Mapping[str, str]) -> BucketPlace:
    if "@" in parts.netloc:
        raise BadPlace(f"carries credentials. They are read from {KEY_ID} and {SECRET} only.")
    if not _BUCKET.fullmatch(parts.netloc):
        raise BadPlace("names no bucket: 3 to 63 lower-case letters, digits, dots and hyphens.")
    prefix = parts.path.strip("/")
    if not _PREFIX.fullmatch(prefix):
        raise BadPlace("has a prefix with other characters than letters, digits and ._/-.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    strange = sorted(options.keys() - {"endpoint", "region"})
    if strange:
        raise BadPlace(f"has an option that is not known: {strange[0]}. Known are endpoint and region.")
    if not env.get(KEY_ID) or not env.get(SECRET):
        raise BadPlace(f"needs {KEY_ID} and {SECRET} in the environment.")
    return BucketPlace(
        bucket=parts.netloc,
        prefix=f"{prefix}/" if prefix else "",
        endpoint=_endpoint(options["endpoint"]) if "endpoint" in options else None,
        region=options.get("region") or REGION,
        key_id=env[KEY_ID],
        secret=env[SECRET],
    )


def _endpoint(url: str) -> str:
    """https anywhere; plain http only where no foreign network lies between."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise BadPlace(f"has an endpoint that is no address like https://s3.city.example: {url}.")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise BadPlace("has an endpoint on http that is not in a private network: use https.")
    return url.rstrip("/")


def _is_near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
