"""An export file is handed in from the command line."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.cases.report_models import Report
from tests.conftest import Phone
from tests.reports.handing_in import by, count
from tests.reports.sealing_as_phone import write_export
from tests.reports.sending import manifest, photo, sealed, send, sha256


def run(app: Flask, path: Path, courier: str = "boss") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["hand-in", str(path), "--courier", courier])
    return result.exit_code, result.output


def an_export(path: Path, export_key: dict[str, Any], person: Phone) -> dict[str, Any]:
    report = by(person)
    photos = {sha256(content): content for content in (photo(1), photo(2))}
    write_export(path, export_key, [(report["report_id"], sealed(report), photos)], {str(uuid4()): b'{"note": "half"}'})
    return report


def test_the_command_hands_in_a_whole_file_and_again_is_harmless(
    app: Flask, li: Phone, boss: Phone, export_key: dict[str, Any], tmp_path: Path
) -> None:
    report = an_export(tmp_path / "export.zip", export_key, li)
    code, said = run(app, tmp_path / "export.zip")
    assert (code, said.splitlines()[-1]) == (0, "4 taken")
    code, said = run(app, tmp_path / "export.zip")
    assert (code, said.splitlines()[-1]) == (0, "4 was here already")
    answer = send(li, report)
    assert (answer.status_code, answer.json["level"]) == (200, "photos")


def test_the_command_takes_what_it_can_from_a_damaged_file_and_says_so(
    app: Flask, li: Phone, boss: Phone, export_key: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "export.zip"
    an_export(path, export_key, li)
    with zipfile.ZipFile(path) as export:
        damaged = next(info for info in export.infolist() if info.filename.endswith(".photo"))
    content = bytearray(path.read_bytes())
    content[damaged.header_offset + 200] ^= 1
    path.write_bytes(content)
    code, said = run(app, path)
    assert (code, said.splitlines()[-1]) == (1, "1 not taken, 3 taken")
    assert f"{damaged.filename}\tnot taken: " in said


@pytest.mark.parametrize("kind", ["text", "other zip", "packed again"])
def test_the_command_refuses_what_is_no_export_file(
    app: Flask, li: Phone, boss: Phone, export_key: dict[str, Any], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "file.zip"
    if kind == "text":
        path.write_text("hello")
    else:
        name = f"0001-{uuid4()}.report" if kind == "packed again" else "holiday.jpg"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(name, b"x" * 100)
    code, said = run(app, path)
    assert (code, said.startswith("Error: This ")) == (1, True)


def test_the_command_needs_somebody_who_may_repair(app: Flask, li: Phone, export_key: dict[str, Any], tmp_path: Path) -> None:
    an_export(tmp_path / "export.zip", export_key, li)
    for name in ("li", "nobody"):
        assert run(app, tmp_path / "export.zip", name)[0] == 2
    assert count(app, Report) == 0


def test_the_memory_of_the_command_does_not_grow_with_the_file(
    app: Flask, li: Phone, boss: Phone, export_key: dict[str, Any], tmp_path: Path
) -> None:
    """Ten photos of 2 MB: the whole file is 20 MB, one entry as envelope and opened about 6."""
    contents = [photo(shade) + bytes([shade]) * 2_000_000 for shade in range(10)]
    report = manifest(*contents, author_id=li.person_id)
    photos = {sha256(content): content for content in contents}
    write_export(tmp_path / "export.zip", export_key, [(report["report_id"], sealed(report), photos)])
    contents.clear()
    photos.clear()
    tracemalloc.start()
    try:
        code, _said = run(app, tmp_path / "export.zip")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert code == 0
    assert peak < 12_000_000
