"""Faults of a layer of cells, each drawn by hand in metres: what is found, how severe it is, where and how large."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely

from app.areas.cell_topology import cell_findings
from app.areas.features import Feature
from app.areas.topology import Fault, Finding, Severity, report_of
from app.areas.unshared_sides import unshared_sides
from tests.areas.synthetic_city import ORIGIN, box

MUST, MAY = Severity.MUST, Severity.MAY


def code(number: int) -> str:
    return f"990101001001{number:03d}"


def cell(corners: Any, number: int, **said: Any) -> Feature:
    """A cell from corners in metres, degrees as an import keeps them."""
    degrees = np.round(ORIGIN.inverse_array(np.array(corners, dtype=float)), 9)
    return Feature(number, {"code": code(number), **said}, shapely.Polygon(degrees))


def net(columns: int, rows: int, without: tuple[int, ...] = ()) -> list[Feature]:
    """Squares of 100 m, numbered from the south-west corner, row by row."""
    return [
        cell(box(x * 100.0, y * 100.0, x * 100.0 + 100.0, y * 100.0 + 100.0), y * columns + x + 1)
        for y in range(rows)
        for x in range(columns)
        if y * columns + x + 1 not in without
    ]


def found(*cells: Feature) -> list[Finding]:
    return cell_findings(cells, "code")


def metres(where: tuple[float, float]) -> tuple[float, float]:
    return ORIGIN.forward(*where)


def only(findings: list[Finding], kind: Fault, severity: Severity) -> Finding:
    assert [(one.kind, one.severity) for one in findings] == [(kind, severity)]
    return findings[0]


def test_a_sound_layer_has_no_findings() -> None:
    assert found(*net(12, 9)) == []


def test_corners_on_a_neighbours_side_and_slips_of_a_centimetre_are_no_faults() -> None:
    draw = random.Random(3)
    cells = [
        cell(
            [
                (x + draw.uniform(-0.01, 0.01), y + draw.uniform(-0.01, 0.01))
                for x, y in (*box(w, s, w + 100.0, s + 100.0), (w, s + 37.0))
            ],
            n,
        )
        for n, (w, s) in enumerate(((x * 100.0, y * 100.0) for x in range(6) for y in range(6)), start=1)
    ]
    assert found(*cells) == []


def test_only_the_outline_of_a_layer_drawn_by_different_hands_is_unshared() -> None:
    draw = random.Random(4)
    squares = []
    for west, south in ((x * 100.0, y * 100.0) for x in range(8) for y in range(8)):
        corners = box(west, south, west + 100.0, south + 100.0)
        side = draw.randrange(4)
        extra = np.array(corners[side]) + (np.array(corners[(side + 1) % 4]) - corners[side]) * draw.uniform(0.1, 0.9)
        corners.insert(side + 1, tuple(extra))
        squares.append(shapely.Polygon([(x + draw.uniform(-0.007, 0.007), y + draw.uniform(-0.007, 0.007)) for x, y in corners]))
    sides, owners = unshared_sides(np.array(squares), 0.025)
    assert np.hypot(*(sides[:, 1] - sides[:, 0]).T).sum() == pytest.approx(3200.0, abs=1.0)
    outer = {row for row in range(64) if row // 8 in {0, 7} or row % 8 in {0, 7}}
    assert set(owners.tolist()) == outer


def test_a_finely_drawn_curve_is_not_drawn_together() -> None:
    bank = [(50.0 + 40.0 * math.cos(t), 50.0 + 40.0 * math.sin(t)) for t in np.linspace(0.0, 2.0 * math.pi, 20_001)[:-1]]
    lake = shapely.Polygon(bank)
    shore = shapely.difference(shapely.box(0.0, 0.0, 100.0, 100.0), lake)
    sides, owners = unshared_sides(np.array([lake, shore]), 0.025)
    assert set(owners.tolist()) == {1}
    assert len(sides) == 4
    alone, _ = unshared_sides(np.array([lake]), 0.025)
    assert np.hypot(*(alone[:, 1] - alone[:, 0]).T).sum() == pytest.approx(lake.length, rel=1e-6)


def test_a_missing_cell_in_the_middle_is_a_gap_between_its_neighbours() -> None:
    gap = only(found(*net(3, 3, without=(5,))), Fault.GAP, MAY)
    assert gap.codes == tuple(code(n) for n in (1, 2, 3, 4, 6, 7, 8, 9))
    assert gap.m2 == pytest.approx(10_000.0, rel=1e-3)
    x, y = metres(gap.where)
    assert 100.0 < x < 200.0
    assert 100.0 < y < 200.0


def test_a_missing_cell_at_the_edge_is_where_the_area_ends() -> None:
    assert found(*net(3, 3, without=(6,))) == []


@pytest.mark.parametrize(("width", "expected"), [(0.03, 0), (0.3, 1), (1.8, 1), (3.0, 0)])
def test_a_narrow_gap_that_is_open_at_both_ends_is_found_and_a_street_is_not(width: float, expected: int) -> None:
    left, right = cell(box(0.0, 0.0, 100.0, 100.0), 1), cell(box(100.0 + width, 0.0, 200.0, 100.0), 2)
    gaps = found(left, right)
    assert len(gaps) == expected
    for gap in gaps:
        assert (gap.kind, gap.codes) == (Fault.GAP, (code(1), code(2)))
        assert gap.m2 == pytest.approx(100.0 * width, rel=0.05)


@pytest.mark.parametrize(("width", "severity"), [(0.03, None), (0.3, MAY), (0.8, MUST), (40.0, MUST)])
def test_an_overlap_must_be_mended_from_half_a_metre_on(width: float, severity: Severity | None) -> None:
    overlaps = found(cell(box(0.0, 0.0, 100.0, 100.0), 1), cell(box(100.0 - width, 0.0, 200.0, 100.0), 2))
    if severity is None:
        assert overlaps == []
    else:
        overlap = only(overlaps, Fault.OVERLAP, severity)
        assert overlap.codes == (code(1), code(2))
        assert overlap.m2 == pytest.approx(100.0 * width, rel=0.05)


def test_a_cell_within_another_and_one_shape_under_two_codes_are_overlaps() -> None:
    whole = box(0.0, 0.0, 100.0, 100.0)
    inner = only(found(cell(whole, 1), cell(box(20.0, 20.0, 60.0, 60.0), 2)), Fault.OVERLAP, MUST)
    assert inner.m2 == pytest.approx(1600.0, rel=1e-3)
    twice = only(found(cell(whole, 1), cell(whole[::-1], 2)), Fault.OVERLAP, MUST)
    assert twice.m2 == pytest.approx(10_000.0, rel=1e-3)


def test_overlaps_beside_a_shared_side_are_found() -> None:
    corner = found(*net(3, 1), cell(box(100.0, 0.0, 200.0, 50.0), 9))
    assert only(corner, Fault.OVERLAP, MUST).codes == (code(2), code(9))


def test_three_cells_on_one_place_are_three_pairs() -> None:
    shapes = [box(0.0, 0.0, 100.0, 100.0), box(50.0, 0.0, 150.0, 100.0), box(50.0, 0.0, 100.0, 200.0)]
    findings = found(*(cell(shape, n) for n, shape in enumerate(shapes, start=1)))
    assert {one.codes for one in findings} == {(code(1), code(2)), (code(1), code(3)), (code(2), code(3))}
    assert {(one.kind, one.severity) for one in findings} == {(Fault.OVERLAP, MUST)}


def test_an_outline_that_came_along_with_its_cells_overlaps_each_of_them() -> None:
    findings = found(*net(4, 3), cell(box(0.0, 0.0, 400.0, 300.0), 99))
    assert sorted(one.codes for one in findings) == [(code(n), code(99)) for n in range(1, 13)]


def test_a_hole_that_another_cell_fills_is_sound_and_an_empty_one_is_a_gap() -> None:
    ring = Feature(
        1, {"code": code(1)}, shapely.difference(cell(box(0, 0, 100, 100), 1).geometry, cell(box(30, 30, 60, 60), 2).geometry)
    )
    assert found(ring, cell(box(30, 30, 60, 60), 2)) == []
    assert only(found(ring), Fault.GAP, MAY).m2 == pytest.approx(900.0, rel=1e-2)


def test_a_polygon_that_crosses_itself_must_be_mended_when_it_is_unclear_what_it_holds() -> None:
    bow_tie = cell([(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)], 1)
    crossing = only(found(bow_tie), Fault.SELF_CROSSING, MUST)
    assert metres(crossing.where) == pytest.approx((50.0, 50.0), abs=0.1)
    assert crossing.m2 == pytest.approx(5000.0, rel=0.01)
    spike = cell([(0.0, 0.0), (100.0, 0.0), (140.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)], 1)
    assert only(found(spike), Fault.SELF_CROSSING, MAY).m2 == pytest.approx(0.0, abs=0.01)


def test_a_sliver_is_no_place_to_be_in() -> None:
    sliver = only(found(*net(2, 1), cell(box(200.0, 0.0, 201.5, 100.0), 3)), Fault.SLIVER, MAY)
    assert (sliver.codes, sliver.m2) == ((code(3),), pytest.approx(150.0, rel=0.01))


def test_a_code_of_two_places_must_be_mended_and_of_touching_parts_may_stay() -> None:
    apart = [cell(box(0.0, 0.0, 100.0, 100.0), 1), cell(box(300.0, 0.0, 400.0, 100.0), 1)]
    touching = [cell(box(0.0, 0.0, 100.0, 100.0), 1), cell(box(100.0, 0.0, 200.0, 100.0), 1)]
    above = [cell(box(0.0, 0.0, 100.0, 100.0), 1), cell(box(50.0, 0.0, 150.0, 100.0), 1)]
    assert only(found(*apart), Fault.DUPLICATE_CODE, MUST).codes == (code(1),)
    assert only(found(*touching), Fault.DUPLICATE_CODE, MAY).codes == (code(1),)
    assert only(found(*above), Fault.DUPLICATE_CODE, MUST).codes == (code(1),)


def test_codes_that_lost_a_digit_must_be_mended() -> None:
    cells = net(4, 1)
    for odd in ("99010100100101", "9901010010010011", "99010100100101a"):
        findings = found(*cells, cell(box(400.0, 0.0, 500.0, 100.0), 9, code=odd))
        assert only(findings, Fault.WRONG_CODE_LENGTH, MUST).codes == (odd,)


def test_a_layer_that_numbers_its_cells_otherwise_is_told_once_and_may_stay() -> None:
    cells = [Feature(one.number, {"code": str(one.number)}, one.geometry) for one in net(4, 3)]
    assert only(found(*cells), Fault.WRONG_CODE_LENGTH, MAY).codes == tuple(str(n) for n in range(1, 11))
    shorter = [Feature(one.number, {"code": code(one.number)[1:]}, one.geometry) for one in net(4, 3)]
    assert found(*shorter) == []


def test_records_without_polygon_or_code_do_not_disturb() -> None:
    assert found(Feature(1, {}, None), Feature(2, {"code": "x"}, shapely.Point(113.7, 34.7))) == []
    assert found(*net(2, 2)[:3], Feature(4, {}, net(2, 2)[3].geometry)) == []


def test_progress_ends_complete_and_never_goes_back() -> None:
    heard: list[tuple[str, int, int]] = []
    cell_findings(net(3, 3), "code", lambda *said: heard.append(said))
    assert [step for step, _, _ in heard] == ["shapes"] * 3 + ["borders"] * 4
    for step in ("shapes", "borders"):
        counted = [(done, total) for name, done, total in heard if name == step]
        assert counted == [(n + 1, len(counted)) for n in range(len(counted))]


def test_random_layers_have_exactly_the_faults_that_were_put_in() -> None:
    draw = random.Random(11)
    corners = {
        (x, y): (x * 100.0 + draw.uniform(-25, 25), y * 100.0 + draw.uniform(-25, 25)) for x in range(21) for y in range(21)
    }
    cells = {
        (x, y): cell([corners[at] for at in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))], y * 20 + x + 1)
        for x in range(20)
        for y in range(20)
    }
    missing = [(3, 3), (7, 12), (15, 5)]
    grown = [(10, 10), (4, 16)]
    for at in missing:
        del cells[at]
    for at in grown:
        cells[at] = Feature(1, cells[at].properties, shapely.buffer(cells[at].geometry, 5e-5, join_style="mitre"))
    counts = Counter((one.kind, one.severity) for one in found(*cells.values()))
    assert counts[Fault.GAP, MAY] == 3
    assert counts[Fault.OVERLAP, MUST] >= 8  # with the four neighbours of each
    assert set(counts) <= {(Fault.GAP, MAY), (Fault.OVERLAP, MUST), (Fault.OVERLAP, MAY)}
    grown_codes = {cells[at].properties["code"] for at in grown}
    assert all(grown_codes & set(one.codes) for one in found(*cells.values()) if one.kind is Fault.OVERLAP)


def test_a_report_counts_all_and_holds_the_gravest_first() -> None:
    findings = found(*net(3, 3, without=(5,)), cell(box(250.0, 0.0, 350.0, 100.0), 20), cell(box(290.0, 200.0, 390.0, 300.0), 21))
    report = report_of(findings, most=2)
    assert (report["must"], report["may"]) == (2, 1)
    assert report["kinds"] == {"gap": {"must": 0, "may": 1}, "overlap": {"must": 2, "may": 0}}
    assert [one["codes"] for one in report["findings"]] == [[code(3), code(20)], [code(9), code(21)]]
    first = report["findings"][0]
    assert (first["kind"], first["severity"], first["metres"]) == ("overlap", "must", None)
    assert first["m2"] == pytest.approx(5000.0, rel=0.01)
