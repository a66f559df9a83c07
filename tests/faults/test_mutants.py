"""Each deliberate bug is caught. `make test` tries some of them, `make faults` all."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.databases import NEEDED, binaries
from tests.faults.mutants.loop import LOOP
from tests.faults.mutants.phone import PHONE_BUGS
from tests.faults.mutants.server import SERVER
from tests.faults.mutants.trial import ROOT, VITEST, Mutant, check_text, copy_tree, put_in, run
from tests.faults.tally import Stopwatch, Tally, full, record, seed

ALL = (*SERVER, *LOOP, *PHONE_BUGS)
TRIED_EACH_RUN = 4
MISSING = {
    "strace": lambda: None if shutil.which("strace") else "needs strace (Debian package strace)",
    "postgresql": lambda: None if binaries() else NEEDED,
    "node": lambda: None if shutil.which("node") else "needs Node",
}


def chosen() -> list[Mutant]:
    """The mutants of this run: all, or some that the code itself draws, so that other ones are tried as it changes."""
    if full():
        return list(ALL)
    files = sorted({mutant.file for mutant in ALL})
    drawn = hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in files)).hexdigest()
    return Random(f"{seed()}|{drawn}").sample(ALL, TRIED_EACH_RUN)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree to spoil."""
    copy = tmp_path / "tree"
    copy.mkdir()
    copy_tree(copy)
    return copy


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_the_text_a_mutant_replaces_is_still_there(mutant: Mutant) -> None:
    check_text(mutant)


@pytest.mark.faults
@pytest.mark.parametrize("mutant", chosen(), ids=lambda mutant: mutant.name)
def test_a_deliberate_bug_is_caught(mutant: Mutant, tree: Path) -> None:
    why_not = MISSING[mutant.needs]() if mutant.needs else None
    if mutant.runner == VITEST:
        why_not = why_not or MISSING["node"]()
    if why_not:
        pytest.skip(why_not)
    watch = Stopwatch()
    check_text(mutant)
    put_in(mutant, tree)
    outcome = run(mutant.runner, mutant.test, tree)
    survived = [] if outcome.failed else [f"the bug '{mutant.name}' was not caught by {' '.join(mutant.test)}:\n{outcome.said}"]
    record(Tally("deliberate bugs that must be caught", 1, damaged=len(survived), seconds=watch.seconds), survived)
