"""Sends real photos from real streets and checks everything that comes back; then sends what must not be shown."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import requests
import uuid_utils

from scripts.manifests import Place, Sealed, Sender, seal
from scripts.real_input import pictures
from scripts.real_input.client import Client
from scripts.real_input.findings import Findings
from scripts.real_input.geography import District, Spot, Way, nearest_names
from scripts.real_input.material import File, Verdict

ACCURACY_M = 5.0
SQUARE_REACH_M = 145.0
"""A whole 100 m square that only touches the district reaches this far out of it (its diagonal, and a little)."""
EDGE_M = 1.0
"""Straight borders bend by less than this when their corners change datum."""
JUDGED_WITHIN_S = 60.0
SIZES = ("thumb", "screen")
PAYLOADS = (b"<?php", b"<script", b"onclick=", b"<svg")


class Campaign:
    """One run against one server."""

    def __init__(self, patrol: Client, supervisor: Client, ways: list[Way], district: District | None, found: Findings) -> None:
        self._patrol, self._supervisor = patrol, supervisor
        self._ways, self._district, self._found = ways, district, found
        self._sender = Sender(patrol.person_id, str(uuid_utils.uuid7()))
        self._number = 0

    def reports(self, spots: list[Spot], photos: list[File]) -> None:
        """One report with one photo from every spot, all photos in turn; each is then read back by the supervisor."""
        sent = []
        for spot, photo in zip(spots, cycle(photos), strict=False):
            what = f"{photo.path.name} at {spot.lon:.6f},{spot.lat:.6f} on {spot.way.name}"
            with self._found.one("reports answered by protocol", what):
                placement = self._send(spot, photo, what, sent)
                self._check_segment(placement, spot, what)
                self._check_cell(placement, spot, what)
        for report_id, photo, what in sent:
            with self._found.one("reports a supervisor can judge", what):
                self._check_reviewable(report_id, photo, what)

    def hostile(self, files: list[File]) -> None:
        """Every other file, first as a stray upload, then named by a report."""
        for file in files:
            what = f"{file.path.parent.name}/{file.path.name}"
            with self._found.one("odd files answered without 5xx", what):
                self._send_stray(file, what)
                self._send_as_evidence(file, what)

    def _seal(self, place: Place, photo: bytes) -> Sealed:
        self._number += 1
        return seal(self._sender, self._number, place, [photo])

    def _send(self, spot: Spot, photo: File, what: str, sent: list[tuple[str, File, str]]) -> dict[str, Any]:
        """The protocol of a phone, to the receipt that lets it forget; returns the placement of the receipt."""
        sealed = self._seal(Place(spot.lon, spot.lat, ACCURACY_M), photo.content)
        first = self._patrol.put_report(sealed)
        uploaded = self._patrol.put_photo(photo.sha256, photo.content)
        last = self._patrol.put_report(sealed)
        statuses = (first.status_code, uploaded.status_code, last.status_code)
        known_before = not first.json().get("missing")
        fits = statuses in {(202, 201, 200), (202, 200, 200)} or (known_before and statuses == (201, 200, 200))
        receipt = last.json()
        whole = receipt.get("level") == "photos" and receipt.get("manifest_sha256") == sealed.sha256
        if self._found.check("reports answered by protocol", fits and whole, f"{what}: {statuses} {last.text[:200]}"):
            sent.append((sealed.report_id, photo, what))
        return dict(receipt["placement"])

    def _check_segment(self, placement: dict[str, Any], spot: Spot, what: str) -> None:
        segment = placement["segment"]
        if not self._found.check("reports with a segment", isinstance(segment, dict), f"{what}: {placement}"):
            return
        if segment["name"] == spot.way.name:
            self._found.note("segment has the name of the way the report was made on")
        else:
            self._found.note("segment has the name of another way that is as near or nearer (crossings, carriageways)")
        nearest = nearest_names(self._ways, spot.lon, spot.lat)
        right = segment["name"] in nearest
        self._found.check("segment's road is the nearest named way", right, f"{what}: {segment}, nearest are {nearest}")

    def _check_cell(self, placement: dict[str, Any], spot: Spot, what: str) -> None:
        if self._district is None:
            return
        outside_m = self._district.distance_outside_m(spot.lon, spot.lat)
        if placement["cell"] is None:
            self._found.note("cell is null, the point lies outside the district")
            right = outside_m > 0.0
        else:
            self._found.note("cell is given")
            right = outside_m <= SQUARE_REACH_M + EDGE_M
        told = f"{what}: cell {placement['cell']}, {outside_m:.0f} m outside the district"
        self._found.check("cell is null only outside the district", right, told)

    def _check_reviewable(self, report_id: str, photo: File, what: str) -> None:
        report = self._judged(report_id)
        shown = [(one["sha256"], one["stored"], one["decodable"]) for one in report["photos"]]
        right = shown == [(photo.sha256, True, True)] and report["status"] == "pending"
        self._found.check("reports a supervisor can judge", right, f"{what}: {report['status']} {shown}")
        self._check_original(photo, what)
        for size in SIZES:
            drawn = self._supervisor.photo(photo.sha256, size)
            wrong: str | None = f"{drawn.status_code} {drawn.headers.get('Content-Type')}"
            if drawn.status_code == 200 and drawn.headers["Content-Type"] == "image/jpeg":
                wrong = pictures.wrong_with(drawn.content, size, photo)
            self._found.check("pictures upright and without metadata", wrong is None, f"{what}, {size}: {wrong}")

    def _check_original(self, file: File, what: str) -> None:
        answer = self._supervisor.photo(file.sha256)
        same = answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == file.sha256
        self._found.check("stored bytes are the bytes sent", same, f"{what}: {answer.status_code}, {len(answer.content)} bytes")
        harmless = "attachment" in answer.headers.get("Content-Disposition", "")
        harmless = harmless and answer.headers.get("X-Content-Type-Options") == "nosniff"
        self._found.check("originals leave as attachments", harmless, f"{what}: {answer.headers}")

    def _send_stray(self, file: File, what: str) -> None:
        """Not named by a report: taken by content, or refused with 415."""
        answer = self._patrol.put_photo(file.sha256, file.content)
        self._found.note(f"stray file answered {answer.status_code}")
        self._no_server_error(answer, what)
        self._found.check("stray files taken or refused", answer.status_code in {200, 201, 415}, f"{what}: {answer.text[:200]}")

    def _send_as_evidence(self, file: File, what: str) -> None:
        """Named by a report: always kept, and either flagged and never drawn, or drawn anew without what it carried."""
        sealed = self._seal(Place(self._ways[0].line[0][0], self._ways[0].line[0][1], ACCURACY_M), file.content)
        answers = [self._patrol.put_report(sealed), self._patrol.put_photo(file.sha256, file.content)]
        report = self._judged(sealed.report_id)
        drawn = {size: self._supervisor.photo(file.sha256, size) for size in SIZES}
        answers += [self._patrol.put_report(sealed), *drawn.values()]
        for answer in answers:
            self._no_server_error(answer, what)
        receipt = answers[2].json()
        kept = receipt.get("level") == "photos" and [one["stored"] for one in report["photos"]] == [True]
        self._found.check("odd files named by a report are kept", kept, f"{what}: {answers[2].text[:200]}")
        self._check_original(file, what)
        if "photo-undecodable" in receipt.get("flags", []):
            self._found.note("kept as flagged evidence, never drawn")
            hidden = all(answer.status_code == 404 for answer in drawn.values())
            told = f"{what}: {[answer.status_code for answer in drawn.values()]}"
            self._found.check("flagged evidence is never drawn", hidden, told)
        else:
            self._check_drawn_anew(file, drawn, what)

    def _check_drawn_anew(self, file: File, drawn: dict[str, requests.Response], what: str) -> None:
        self._found.note("drawn anew")
        allowed = file.verdict is not Verdict.UNDRAWABLE
        self._found.check("what must be refused is not drawn", allowed, f"{what}: drawn and not flagged")
        for size, answer in drawn.items():
            clean = answer.status_code == 200 and not any(payload in answer.content.lower() for payload in PAYLOADS)
            wrong = pictures.wrong_with(answer.content, size, None) if clean else f"{answer.status_code}, or a payload in it"
            self._found.check("odd files drawn without what they carried", wrong is None, f"{what}, {size}: {wrong}")

    def _no_server_error(self, answer: requests.Response, what: str) -> None:
        told = f"{what}: {answer.request.method} {answer.status_code} {answer.text[:200]}"
        self._found.check("odd files answered without 5xx", answer.status_code < 500, told)

    def _judged(self, report_id: str) -> dict[str, Any]:
        """The report as the supervisor reads it, once the decoder has said something about every photo."""

        def read() -> Iterator[dict[str, Any]]:
            while True:
                yield dict(self._supervisor.report(report_id).json())

        return _first(read(), lambda report: all(one["decodable"] is not None for one in report["photos"]))


def _first(reports: Iterator[dict[str, Any]], ready: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first that is ready, or the last that came in time."""
    deadline = time.monotonic() + JUDGED_WITHIN_S
    for report in reports:
        if ready(report) or time.monotonic() > deadline:
            return report
        time.sleep(0.2)
    raise ValueError("no report came")
