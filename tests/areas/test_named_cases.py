"""Every hard place that has a name: what is written down, what the oracle says, what the shared file holds, its picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.draw_placement import FOLDER, drawing
from scripts.placement_oracle.cities import oracle_of
from scripts.placement_oracle.judging import compact
from scripts.placement_oracle.oracle import Question
from tests.areas import make_vectors
from tests.areas.named_cases import CASES, Case

VECTORS = Path(__file__).parents[1] / "contract/placement_cases.json"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_named_place_gets_the_answer_that_is_written_down(case: Case) -> None:
    lon, lat = case.lonlat()
    placement = make_vectors.case_index(case).place(lon, lat, case.accuracy_m, own=case.own, heading_deg=case.heading_deg)
    answer = placement.as_dict()
    named = [answer[kind] and answer[kind]["code"] for kind in ("segment", "cell")]
    assert (answer["status"], answer["segment_status"], answer["cell_status"], *named, answer["decided_by"]) == case.expected
    asked = Question(lon, lat, case.accuracy_m, "wgs84", case.own, case.heading_deg)
    assert compact(placement) == oracle_of(case.segments, case.cells).place(asked)


def test_the_shared_cases_are_what_the_server_answers() -> None:
    assert json.loads(VECTORS.read_text("utf-8")) == json.loads(json.dumps(make_vectors.case_vectors()))


def test_every_picture_is_drawn_from_its_case_and_none_is_left_over() -> None:
    cases = json.loads(VECTORS.read_text("utf-8"))
    assert {path.name for path in FOLDER.glob("*.svg")} == {f"{case['name']}.svg" for case in cases}
    for case in cases:
        assert (FOLDER / f"{case['name']}.svg").read_text("utf-8") == drawing(case), case["name"]
