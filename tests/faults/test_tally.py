"""The table of the campaigns tells the truth: an unclean line fails its campaign and the whole run."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import faults
from tests.conftest import FULL_SIZE
from tests.faults.tally import Tally, Unclean, kept_in, record, recorded, table

ROOT = Path(__file__).resolve().parents[2]
CLEAN = Tally("kill -9", "12 kills, 300 reports", seconds=4.2)


@pytest.mark.parametrize("word", ["lost", "duplicated", "damaged", "stuck"])
def test_a_campaign_with_any_figure_above_zero_fails_and_still_stands_in_the_table(tmp_path: Path, word: str) -> None:
    unclean = Tally("kill -9", 300, **{word: 1})
    with kept_in(tmp_path / "lines"), pytest.raises(Unclean, match=f"{word} 1"):
        record(unclean)
    assert recorded(tmp_path / "lines") == [unclean]
    assert faults.verdict([CLEAN, unclean], failed=0) == 1


def test_findings_without_a_figure_fail_a_campaign_as_well() -> None:
    with pytest.raises(Unclean, match="a temp file is left"):
        record(CLEAN, ["a temp file is left"])


def test_all_lines_clean_and_no_test_failed_is_the_only_way_to_exit_0() -> None:
    assert faults.verdict([CLEAN], failed=0) == 0
    assert faults.verdict([CLEAN], failed=1) == 1
    assert faults.verdict([], failed=0) == 1


def test_what_make_test_leaves_out_lies_where_make_faults_looks() -> None:
    mark = "pytest.mark." + FULL_SIZE
    marked = [path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py") if mark in path.read_text("utf-8")]
    assert marked
    assert [path for path in marked if not any(path.is_relative_to(folder) for folder in faults.FOLDERS)] == []


def test_the_table_has_one_aligned_line_per_campaign() -> None:
    head, first, second = table([CLEAN, Tally("disk full", 2400, damaged=3, seconds=61.0)]).splitlines()
    assert head.split() == ["fault", "count", "lost", "duplicated", "damaged", "stuck", "seconds"]
    assert first.split()[-5:] == ["0", "0", "0", "0", "4.2"]
    assert second.split()[-6:] == ["2,400", "0", "0", "3", "0", "61.0"]
    assert len({line.rindex(word) + len(word) for line, word in ((head, "seconds"), (first, "4.2"), (second, "61.0"))}) == 1


def test_lines_of_one_fault_that_only_count_are_one_line() -> None:
    lines = table([Tally("n-th step", 20, lost=1, seconds=1.5), CLEAN, Tally("n-th step", 22, seconds=2.0)]).splitlines()
    assert [line.split()[-6:] for line in lines[1:2]] == [["42", "1", "0", "0", "0", "3.5"]]
    assert len(lines) == 3
