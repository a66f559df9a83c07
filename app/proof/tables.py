"""Decides how the timeline, the positions and the log of a case are written as tables and JSON for a third person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from app.audit.rules import line_of, moment
from app.proof.contents import Contents

_POSITION = ("lon", "lat", "datum", "accuracy_m", "fixed_at", "source")


def timeline(contents: Contents) -> bytes:
    """What became of the case and its reports, in the order of time."""
    names = contents.names
    rows: list[tuple[str | None, ...]] = [
        (moment(event.at), "case", contents.case.case_no, event.kind, event.by_id, names.get(event.by_id or ""), event.reason)
        for event in contents.events
    ]
    for one in contents.filed:
        author = one.report.author_id
        rows.append((moment(one.report.received_at), "report", one.report.id, "received", author, names.get(author), None))
        for verdict in one.verdicts:
            by = (verdict.by_id, names.get(verdict.by_id))
            rows.append((moment(verdict.at), "report", one.report.id, verdict.verdict, *by, verdict.reason))
            if verdict.undone_at is not None:
                rows.append((moment(verdict.undone_at), "report", one.report.id, "verdict-undone", *by, None))
    return as_csv(("at", "kind", "id", "what", "by_id", "by", "reason"), sorted(rows, key=lambda row: str(row[0])))


def positions(contents: Contents) -> bytes:
    """Where each report was made: as its phone said, in WGS-84, and which areas the server found."""
    rows = []
    for report in (one.report for one in contents.filed):
        said: dict[str, Any] = report.position or {}
        captured = moment(report.captured_at) if report.captured_at else ""
        sent = [said.get(name) for name in _POSITION]
        rows.append([report.id, captured, moment(report.received_at), *sent, report.lon, report.lat, *_areas(report.placement)])
    sent_names = [f"sent_{name}" for name in _POSITION]
    return as_csv(("report_id", "captured_at", "received_at", *sent_names, "lon_wgs84", "lat_wgs84", "segment", "cell"), rows)


def log_lines(contents: Contents) -> bytes:
    """The entries about this case: each line as it is hashed, and after one more tab its hash."""
    return "".join(f"{line_of(entry)}\t{entry.hash}\n" for entry in contents.entries).encode("utf-8", "surrogatepass")


def as_json(value: object) -> bytes:
    """For people and programs: indented UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8", "surrogatepass")


def _areas(placement: dict[str, Any]) -> tuple[str, str]:
    return ((placement.get("segment") or {}).get("code", ""), (placement.get("cell") or {}).get("code", ""))


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With a BOM, so that spreadsheet programs read the Chinese; a text that looks like a formula stays a text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
