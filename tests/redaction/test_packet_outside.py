"""The packet for outside holds redacted pictures and nobody's name or number, and there is none before all is decided."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from flask import Flask

from tests.audit.reading import last_noted
from tests.conftest import Phone
from tests.photos.clips import CLIPS
from tests.redaction.drawing import PLATE, a_case, decide, grey_levels, street
from tests.reports.sending import manifest, send, send_photo, sha256
from tests.review.judging import judge
from tests.safekeeping.city import typed

FIRST, SECOND, JOINED = street(250), street(200), street(150)
CLIP = CLIPS["video/webm"]


def test_it_is_refused_with_the_photos_that_wait_then_holds_what_may_be_seen_and_says_so(
    app: Flask, areas: None, li: Phone, boss: Phone, tmp_path: Path
) -> None:
    case_no = a_case(li, boss, FIRST, SECOND, CLIP, note="店主 13800001111")
    again = manifest(JOINED)
    send(li, again)
    send_photo(li, JOINED)
    judge(boss, again["report_id"], "duplicate", duplicate_of=case_no, reason="问过 13900002222")
    address = f"/api/v1/cases/{case_no}/packet?for=outside"
    assert decide(boss, FIRST, "done", PLATE).status_code == 200
    refused = boss.get(address)
    assert (refused.status_code, refused.json["why"]) == (409, "not-redacted")
    assert refused.json["photos"] == sorted([sha256(SECOND), sha256(JOINED)])
    assert last_noted(app)[1] == "redacted"
    code, said = typed(app, "verify-evidence", case_no, "--out", str(tmp_path / "none.zip"), "--outside")
    assert (code, sha256(SECOND) in said, (tmp_path / "none.zip").exists()) == (1, True, False)
    for photo in (SECOND, JOINED):
        assert decide(boss, photo, "none-needed").status_code == 200
    answer = boss.get(address)
    assert answer.status_code == 200
    assert last_noted(app) == (boss.person_id, "packet-made", "case", case_no)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    pictures = {f"pictures/{sha256(one)}.jpg" for one in (FIRST, SECOND, JOINED)}
    papers = {"README.txt", "case.json", "timeline.csv", "originals.csv", "public-key.pem", "SHA256SUMS", "SHA256SUMS.sig"}
    assert set(held) == pictures | papers
    assert grey_levels(held[f"pictures/{sha256(FIRST)}.jpg"], PLATE)[1] <= 84
    everything = b"".join(held.values())
    assert [one for one in (FIRST, SECOND, JOINED, CLIP) if one in everything] == []
    for secret in ("13800001111", "13900002222", li.person_id, boss.person_id):
        assert secret.encode() not in everything
    assert "139****2222" in held["timeline.csv"].decode("utf-8-sig")
    assert "THIS PACKET IS REDACTED" in held["README.txt"].decode()
    assert sha256(CLIP) in held["originals.csv"].decode("utf-8-sig")
