"""Decides which revision an If-Match header names. Knows nothing of what has revisions."""

from __future__ import annotations

import re

import marshmallow as ma

from app.core.errors import Stale

_REVISION = re.compile(r"[0-9]{1,9}")
ANY = None
"""What `*` names: whatever is there."""


class IfMatch(ma.Schema):
    """The revision that was read, as a header."""

    if_match = ma.fields.String(
        data_key="If-Match", required=True, metadata={"description": 'the revision that was read, for example "3"; "*" for any'}
    )


class IfMatchOrNew(ma.Schema):
    """The revision that was read; without the header the object must be new."""

    if_match = ma.fields.String(
        data_key="If-Match",
        load_default=None,
        metadata={"description": 'the revision that was read, for example "3"; left out for a new one'},
    )


class IfMatchIfSaid(ma.Schema):
    """The revision that was read, where the client holds its work against it."""

    if_match = ma.fields.String(
        data_key="If-Match", load_default=None, metadata={"description": 'the revision that was read, for example "3"'}
    )


def revision(header: str) -> int | None:
    """The revision a header names, ANY for `*`. Raises Stale for what is no revision of ours."""
    text = header.strip().removeprefix("W/").strip('"')
    if text == "*":
        return ANY
    if not _REVISION.fullmatch(text):
        raise Stale()
    return int(text)


def check(header: str, rev: int) -> None:
    """Raises Stale, with the present revision, unless the header names it."""
    if revision(header) not in (ANY, rev):
        raise Stale(rev=rev)


def etag(rev: int) -> dict[str, str]:
    """The header that tells readers the revision."""
    return {"ETag": f'"{rev}"'}


ETAG_HEADER = {"ETag": {"schema": {"type": "string"}, "description": "the revision; send it as If-Match"}}
"""How a view describes it."""
