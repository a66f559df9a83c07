"""Files at the edge of being photos; the thousands with accidents are in `tests/faults/test_hostile_photos.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.photos.decoder import Decoder
from scripts.fuzz_photos import outcome
from tests.photos.mutations import originals, with_sound_checksums


def test_the_decoder_draws_the_untouched_originals(decoder: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    for content in originals():
        path.write_bytes(content)
        assert outcome(decoder, path) == "drawn"


def test_checksums_made_sound_again_leave_a_sound_file_as_it_was() -> None:
    photos = [content for content in originals() if content.startswith(b"\x89PNG")]
    assert [with_sound_checksums(content) for content in photos] == photos


@pytest.mark.parametrize("size", [0, 1, 3, 12, 63])
def test_tiny_files_are_refused(decoder: Decoder, tmp_path: Path, size: int) -> None:
    path = tmp_path / "photo"
    path.write_bytes(originals()[0][:size])
    assert outcome(decoder, path) in {"not-accepted", "damaged"}
