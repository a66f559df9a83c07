"""Photos with accidents against the real decoding process: it may draw or refuse, not hang, swell or give more than pixels."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.photos.decoder import Decoder
from scripts.fuzz_photos import MOST_RESIDENT_KB, ordeal
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed
from tests.photos.mutations import originals

FILES = scaled(300, 20_000)
ANSWERS = {"drawn", "not-accepted", "too-many-pixels", "too-heavy", "too-slow", "damaged", "crashed"}


@pytest.mark.faults
def test_no_photo_with_accidents_brings_the_decoder_down(tmp_path: Path) -> None:
    watch, decoder = Stopwatch(), Decoder(tmp_path / "decode.lock")
    found = ordeal(decoder, originals(), FILES, seed(), tmp_path)
    decoder.close()
    assert found.outcomes.total() == FILES
    assert {"drawn", "damaged"} <= set(found.outcomes), "the accidents are too mild or too harsh to prove anything"
    assert set(found.outcomes) <= ANSWERS | {"timeout", "not clean"}
    assert found.resident_kb < MOST_RESIDENT_KB
    words = f"{FILES:,} files; {found.words}"
    record(Tally("photos with accidents", words, damaged=found.dirty, stuck=found.hangs, seconds=watch.seconds))
