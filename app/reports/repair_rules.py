"""Decides under which id, with which bytes and by whom quarantined content may be filed. Knows no table, no request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID, uuid5

from app.core.errors import AppError, InvalidBody, Stale
from app.reports.faults import fault_of
from app.reports.reading import read_json

DRAFT: Final = "draft"
"""The reason of a row that was never a report: what a patrol was still writing, from an export file."""
_REPAIRS: Final = UUID("5a0c9b9e-6f0e-5b7c-9a3e-0d5e7b1f3c41")


class StillFaulty(InvalidBody):
    """What is to be filed is no report; `fault` says where."""

    title = "This is not a report yet: see `fault`. Nothing was changed."


class CutOff(InvalidBody):
    """More came than was kept."""

    title = "Only the first MiB of this was kept: it can be filed with a repaired text only."


class ForeignIdentity(InvalidBody):
    """A repair that would give the report to somebody else."""

    title = "A repair never changes who wrote a report, on which phone: see `errors`."


class AlreadySettled(Stale):
    """Somebody else, or the same person otherwise, has settled it."""

    status: ClassVar[int] = 409
    title = "This has been settled already: read it again."


class NotReadyForRefiling(AppError):
    """Only a person can decide what this becomes."""

    status = 409
    slug = "illegal-move"
    title = "This cannot be filed as it is: its id is taken by another content, or it is an unfinished draft."


@dataclass(frozen=True)
class Original:
    """What lies in quarantine: the id it came under, the kept bytes, their hash as they came, and whether they are all."""

    report_id: UUID
    reason: str
    content: bytes
    sha256: str
    person_id: str
    cut_off: bool


@dataclass(frozen=True)
class Filing:
    """What will be filed: the bytes, and whether they are other bytes than those that came."""

    body: bytes
    repaired: bool


def new_id(original: Original) -> UUID:
    """The id of the report that content becomes whose own id is taken: always the same for the same bytes and sender."""
    return uuid5(_REPAIRS, f"{original.report_id}:{original.sha256}:{original.person_id}")


def bytes_to_file(original: Original, text: str | None, target: UUID) -> Filing:
    """The bytes that become report `target`: the repaired text, or without one what came.

    The id is written into them when it is another one than they name. Raises CutOff, StillFaulty or ForeignIdentity.
    """
    if text is None and original.cut_off:
        raise CutOff()
    body = original.content if text is None else _encoded(text)
    if text is not None or target != original.report_id:
        body = _named(body, target)
    fault = fault_of(body, target)
    if fault is not None:
        raise StillFaulty(fault=fault, errors=fault["errors"])
    if text is not None:
        _check_identity(read_json(body), original)
    return Filing(body, repaired=body != original.content)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidBody("The text holds half a character: type it anew.") from error


def _named(body: bytes, report_id: UUID) -> bytes:
    """The body with this report id; as it is when it names it already or is no object."""
    value = _object(body)
    if value is None or str(value.get("report_id")).lower() == str(report_id):
        return body
    named = {**value, "report_id": str(report_id)}
    try:
        return json.dumps(named, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(named).encode()  # lone surrogates stay as they were escaped


def _check_identity(value: dict[str, Any], original: Original) -> None:
    """Author and phone are as they came: a repair corrects form, never origin."""
    came = _object(original.content)
    senders = {"author_id": original.person_id, "device_id": None}
    wrong = [name for name, sender in senders.items() if not _is_as_it_came(value.get(name), came, name, sender, original)]
    if wrong:
        raise ForeignIdentity(errors=[{"pointer": f"/{name}", "detail": "as it came"} for name in wrong])


def _is_as_it_came(given: Any, came: dict[str, Any] | None, name: str, sender: str | None, original: Original) -> bool:
    """Where what came cannot be read, whatever stands in it, the sender, or nothing."""
    named = came.get(name) if came else None
    if isinstance(named, str) and named:
        return bool(given == named)
    if given is None or given == sender:
        return True
    return came is None and isinstance(given, str) and given != "" and given.encode() in original.content


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value = read_json(body)
    except InvalidBody:
        return None
    return value if isinstance(value, dict) else None
