"""Decides what the stamp of a photo in a packet says: what the report says of it, and the beginning of its hash."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from app.accounts.queries import person_by_id
from app.cases.present import shown_placement
from app.cases.report_models import ReportPhoto
from app.catalog import queries as catalog
from app.core.days import CITY_ZONE
from app.core.errors import Unavailable
from app.core.transaction import end_reading
from app.photos.service import derivative
from app.photos.shelf import shelf
from app.proof.contents import Contents, Filed
from app.proof.stamping import Stamp, stamped
from app.proof.words import ROLES

_DOT: Final = " · "
_DATUMS: Final = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}


def stamp_of(one: Filed, link: ReportPhoto) -> Stamp:
    """The stamp of one of the report's photos."""
    report, placement = one.report, shown_placement(one.report)
    segment, cell = placement["segment"], placement["cell"]
    author = person_by_id(report.author_id)
    what = _DOT.join(word for word in (category_name(report.category), ROLES.get(link.role or "")) if word)
    whose = [f"工号 {author.username}"] if author else []
    named = _DOT.join([*whose, f"上报 {report_number(report.id)}", f"照片 {link.sha256[:8]}"])
    where = [position_words(report.position), *([f"网格 {cell['code']}"] if cell else [])]
    plate = segment_words(segment) if segment else "不在已知路段"
    return Stamp(plate, segment is not None, local(link.taken_at or report.captured_at), (what, *where, named))


def category_name(slug: str | None) -> str:
    """As people read it; the word itself for a category that is not in the catalogue."""
    known = catalog.entry(slug) if slug else None
    return known.name_zh if known else slug or "未选事项"


def segment_words(segment: dict[str, Any]) -> str:
    """The segment's name, with its section where the code ends in one."""
    code, name = str(segment["code"]), segment.get("name")
    _, marked, section = code.rpartition("-S")
    return f"{name} {section}" if name and marked and section.isdecimal() else str(name or code)


def position_words(position: dict[str, Any] | None) -> str:
    """As the phone said it: six decimals, accuracy, datum."""
    if position is None or position.get("lon") is None or position.get("lat") is None:
        return "无定位"
    accuracy = position.get("accuracy_m")
    metres = f" ±{accuracy:.0f} 米" if accuracy is not None else ""
    datum = str(position.get("datum"))
    return f"{position['lon']:.6f}, {position['lat']:.6f}{metres}{_DOT}{_DATUMS.get(datum, datum)}"


def report_number(report_id: str) -> str:
    """What people read to each other of a report's id."""
    return report_id.replace("-", "")[-8:].upper()


def local(at: datetime | None) -> str:
    """Beijing time to the second."""
    return "时间不详" if at is None else at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def draw_pictures(sha256s: Iterable[str]) -> None:
    """Has the pictures of these photos drawn that are not; one that cannot be drawn just now is left out of the packet.

    Must not be called within a transaction.
    """
    end_reading()
    for sha256 in sha256s:
        with suppress(Unavailable):
            derivative(sha256, "screen")


def stamped_pictures(contents: Contents, long_edge: int | None = None) -> dict[tuple[str, str], bytes]:
    """By report id and photo, the drawn picture with its stamp; what cannot be or is not drawn is left out."""
    drawn = {sha256: shelf().derived.find(sha256, "screen") for sha256 in contents.photos}
    return {
        (one.report.id, link.sha256): stamped(path.read_bytes(), stamp_of(one, link), long_edge)
        for one in contents.filed
        for link in one.links
        if (path := drawn.get(link.sha256)) is not None
    }
