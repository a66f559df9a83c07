"""A packet is checked by real sha256sum and openssl alone; a changed byte anywhere in it is noticed by them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageChops

from app.cases.queries import case_by_number
from app.core import clock
from app.photos.shelf import shelf
from app.proof.contents import gather
from app.proof.evidence_checks import points_of
from app.proof.packet import packet_of, stream
from app.proof.paper import happenings
from app.proof.stamps import draw_pictures, stamp_of
from app.proof.words import LOG_CHECK
from tests.audit.reading import last_noted
from tests.conftest import Phone
from tests.lifecycle.city import THREE_YEARS, City
from tests.photos.storing import lies_at
from tests.proof.test_tampering import Judged, flip
from tests.reports.sending import deliver, manifest, photo, sealed, send, send_photo, sha256
from tests.review.judging import judge
from tests.safekeeping.city import typed

TOOLS = [tool for tool in ("sha256sum", "openssl", "bash") if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(TOOLS), reason=f"needs {', '.join(TOOLS)}")


@pytest.fixture
def judged(areas: None, li: Phone, boss: Phone) -> Judged:
    """A case of two reports, the second a duplicate that joined it."""
    report = manifest(photo(1), photo(2), note="垃圾一堆 13800001111")
    send(li, report)
    for one in (photo(1), photo(2)):
        send_photo(li, one)
    case_no = judge(boss, report["report_id"], "accept").json["case_no"]
    again = deliver(li, photos=(photo(200),))["report_id"]
    assert judge(boss, again, "duplicate", duplicate_of=case_no).status_code == 200
    return Judged(str(report["report_id"]), str(case_no))


@pytest.fixture
def unpacked(judged: Judged, boss: Phone, tmp_path: Path) -> Path:
    answer = boss.get(f"/api/v1/cases/{judged.case_no}/packet")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "packet")
    return tmp_path / "packet"


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


SUMS = "sha256sum --strict -c SHA256SUMS"
SIGNED = "openssl dgst -sha256 -verify public-key.pem -signature SHA256SUMS.sig SHA256SUMS"


def test_an_untouched_packet_passes_both_tools_and_names_every_file(unpacked: Path) -> None:
    sums, signed = shell(unpacked, SUMS), shell(unpacked, SIGNED)
    assert (sums.returncode, signed.returncode, signed.stdout) == (0, 0, "Verified OK\n")
    named = {line.rsplit(": ", 1)[0] for line in sums.stdout.splitlines()}
    there = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert there - named == {"SHA256SUMS", "SHA256SUMS.sig"}


def test_what_the_readme_says_to_type_works_and_gives_the_printed_fingerprint(unpacked: Path) -> None:
    readme = (unpacked / "README.txt").read_text()
    commands = [line.strip() for line in readme.splitlines() if line.startswith("    ")]
    assert commands[:2] == [SUMS, SIGNED]
    fingerprint = shell(unpacked, commands[2]).stdout[:64]
    assert fingerprint in readme
    assert commands[3] == LOG_CHECK
    assert shell(unpacked, LOG_CHECK).stdout == ""
    log = unpacked / "log.tsv"
    log.write_text(log.read_text().replace("verdict", "Verdict", 1))
    assert shell(unpacked, LOG_CHECK).stdout.startswith("BAD: ")


@pytest.mark.parametrize("kind", ["originals", "manifests", "receipts", "log.tsv", "timeline.csv", "evidence.pdf", "README.txt"])
def test_a_changed_byte_in_a_file_is_found_by_sha256sum(unpacked: Path, kind: str) -> None:
    path = next(iter((unpacked / kind).iterdir())) if (unpacked / kind).is_dir() else unpacked / kind
    flip(path)
    sums = shell(unpacked, SUMS)
    assert sums.returncode == 1
    assert f"{path.relative_to(unpacked)}: FAILED" in sums.stdout


def test_sums_that_were_made_anew_are_refused_by_openssl(unpacked: Path) -> None:
    flip(next(iter((unpacked / "originals").iterdir())))
    made = shell(unpacked, "sed 's/^[0-9a-f]*  //' SHA256SUMS | xargs sha256sum > new && mv new SHA256SUMS")
    assert made.returncode == 0
    assert shell(unpacked, SUMS).returncode == 0
    assert shell(unpacked, SIGNED).returncode == 1


def test_it_holds_what_came_as_it_came(unpacked: Path, judged: Judged) -> None:
    originals = {path.stem: path.read_bytes() for path in (unpacked / "originals").iterdir()}
    assert originals == {sha256(one): one for one in (photo(1), photo(2), photo(200))}
    said = json.loads((unpacked / "manifests" / f"{judged.report_id}.json").read_bytes())
    assert said["note"] == "垃圾一堆 13800001111"
    receipt = json.loads((unpacked / "receipts" / f"{judged.report_id}.json").read_text())
    assert receipt["manifest_sha256"] == sha256((unpacked / "manifests" / f"{judged.report_id}.json").read_bytes())
    rows = list(csv.DictReader((unpacked / "timeline.csv").read_text("utf-8-sig").splitlines()))
    assert [row["what"] for row in rows].count("received") == 2
    assert {"filed", "accept", "duplicate", "duplicate-joined"} <= {row["what"] for row in rows}
    [first, _] = csv.DictReader((unpacked / "positions.csv").read_text("utf-8-sig").splitlines())
    assert (first["sent_lon"], first["sent_datum"]) == ("113.6711", "wgs84")
    assert (unpacked / "evidence.pdf").read_bytes().startswith(b"%PDF")


def test_beside_each_original_lie_its_picture_and_a_copy_that_carries_the_stamp(unpacked: Path, judged: Judged) -> None:
    stamped = {path.name: path for path in (unpacked / "stamped").iterdir()}
    name = f"{judged.report_id}-{sha256(photo(1))[:16]}.jpg"
    assert len(stamped) == 3
    assert name in stamped
    with Image.open(unpacked / "pictures" / f"{sha256(photo(1))}.jpg") as plain, Image.open(stamped[name]) as copy:
        assert plain.size == copy.size
        assert ImageChops.difference(plain.convert("L"), copy.convert("L")).getextrema()[1] > 60


def test_the_paper_tells_what_happened_in_chinese(app: Flask, judged: Judged, tmp_path: Path) -> None:
    with app.app_context():
        case = case_by_number(judged.case_no)
        assert case is not None
        said = "\n".join(words for _, words in sorted(happenings(gather(case))))
    assert re.search(r"[a-z]{3}", said.replace("li", "").replace("boss", "")) is None, said
    assert ["受理立案" in said, "并入一条重复上报" in said, said.count("服务器收到上报")] == [True, True, 2]


def test_the_stamp_says_when_where_what_whose_and_which_photo(app: Flask, judged: Judged) -> None:
    with app.app_context():
        case = case_by_number(judged.case_no)
        assert case is not None
        one = gather(case).filed[0]
        stamp = stamp_of(one, one.links[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", stamp.time)
    what, where, cell, named = stamp.lines
    assert where.startswith("113.671100, ")
    assert where.endswith(" · WGS-84")
    assert cell.startswith("网格 ")
    assert named == f"工号 li · 上报 {judged.report_id.replace('-', '')[-8:].upper()} · 照片 {sha256(photo(1))[:8]}"
    assert (stamp.known, what.isascii()) == (True, False)


def test_its_receipts_are_ours(app: Flask, unpacked: Path, judged: Judged) -> None:
    assert typed(app, "verify-receipt", str(unpacked / "receipts" / f"{judged.report_id}.json")) == (0, "valid\n")


def test_making_one_is_noted_and_only_whoever_may_gets_it(app: Flask, judged: Judged, li: Phone, boss: Phone) -> None:
    address = f"/api/v1/cases/{judged.case_no}/packet"
    assert li.get(address).status_code == 403
    assert boss.get("/api/v1/cases/4101042026010100001/packet").status_code == 404
    assert boss.get(address).status_code == 200
    assert last_noted(app) == (boss.person_id, "packet-made", "case", judged.case_no)


def test_a_packet_of_destroyed_evidence_says_so_and_carries_the_record(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    report_id = deliver(li, handled_on_spot=True)["report_id"]
    case_no = judge(boss, report_id, "accept").json["case_no"]
    City(app).apply(THREE_YEARS)
    answer = boss.get(f"/api/v1/cases/{case_no}/packet")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        points = {(point["slug"], point["about"]): point["holds"] for point in json.loads(archive.read("checks.json"))}
        record = json.loads(archive.read(f"deletions/{report_id}.json"))
    assert [name for name in names if name.startswith(("manifests/", "originals/", "pictures/", "stamped/"))] == []
    assert (record["id"], points["manifest", report_id], points["deletion", report_id]) == (report_id, None, True)
    assert False not in points.values()


def test_photos_are_read_while_it_is_sent_and_not_before(app: Flask, judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        case = case_by_number(judged.case_no)
        assert case is not None
        contents = gather(case)
        draw_pictures(contents.photos)
        store, opened = shelf().store, []
        real = store.open
        monkeypatch.setattr(store, "open", lambda name: opened.append(name) or real(name))
        pieces = stream(packet_of(contents, points_of(contents), clock.now()))
        next(pieces)
        assert opened == []
        assert [len(piece) for piece in pieces if len(piece) > 1_000_000] == []
        assert len(opened) == 3


def test_the_command_says_point_by_point_that_it_holds_and_writes_the_packet(app: Flask, judged: Judged, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    code, said = typed(app, "verify-evidence", judged.case_no, "--out", str(out))
    assert (code, said.splitlines()[-1]) == (0, "the evidence holds")
    assert len(re.findall(r"^yes  original ", said, re.MULTILINE)) == 3
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None


def test_the_command_names_the_original_that_was_altered(app: Flask, judged: Judged) -> None:
    with app.app_context():
        flip(lies_at(shelf().store, sha256(photo(2))))
    code, said = typed(app, "verify-evidence", judged.case_no)
    assert (code, said.splitlines()[-1]) == (1, "the evidence does not hold")
    assert f"NO   original      {sha256(photo(2))}" in said


def test_a_photo_that_has_not_arrived_is_told_and_speaks_against_nothing(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    report = manifest(photo(1), photo(2))
    send(li, report)
    send_photo(li, photo(1))
    code, said = typed(app, "verify-evidence", judge(boss, report["report_id"], "accept").json["case_no"])
    assert f"?    original      {sha256(photo(2))}  has not arrived" in said
    assert (code, said.splitlines()[-1]) == (0, "the evidence holds")


def test_a_phone_that_skips_a_link_of_its_chain_is_named(app: Flask, areas: None, li: Phone, boss: Phone) -> None:
    first = manifest(photo(1))
    broken = manifest(photo(2), device_id=first["device_id"], device_seq=2, prev_manifest_sha256="0" * 64)
    whole = manifest(photo(200), device_id=first["device_id"], device_seq=2, prev_manifest_sha256=sha256(sealed(first)))
    said = []
    for report, one in ((first, photo(1)), (broken, photo(2)), (whole, photo(200))):
        send(li, report)
        send_photo(li, one)
    for report in (broken, whole):
        case_no = judge(boss, report["report_id"], "accept").json["case_no"]
        said.append(typed(app, "verify-evidence", case_no)[1])
    assert f"NO   device-chain  {broken['report_id']}" in said[0]
    assert f"yes  device-chain  {whole['report_id']}" in said[1]
