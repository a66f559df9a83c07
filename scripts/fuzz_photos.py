"""Tries photos with accidents on the real decoding process and says what became of them.

    python -m scripts.fuzz_photos [--count 20000] [--seed 20260] [--folder PHOTOS]

Whatever comes in, the process may draw or refuse. It may not take the caller with it, run on without end or swell.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.photos.decoder import Decoder, DecodingInterrupted
from app.photos.rendering import Rendered, Undecodable
from app.photos.sniffing import SNIFF_BYTES, sniff
from tests.photos.mutations import mutated, originals
from tests.photos.pictures import markers

MOST_RESIDENT_KB: Final = 600_000
LARGEST_SEED: Final = 400_000
"""Bytes of a file of a folder that is still used: large ones only take time."""
PIXELS_ALONE: Final = frozenset((0xE0, 0xDB, 0xC0, 0xC4))
"""The markers of a JPEG that carries nothing but a picture."""


@dataclass
class Ordeal:
    """What became of the files. `seconds` is the longest one took, `resident_kb` the most a child ever held."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    resident_kb: int = 0
    children: int = 0
    _child: int | None = None

    @property
    def hangs(self) -> int:
        """How often the deadline had to end a child."""
        return self.outcomes["timeout"]

    @property
    def dirty(self) -> int:
        """Pictures that were more than pixels."""
        return self.outcomes["not clean"]

    @property
    def words(self) -> str:
        """All of it in a line."""
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in self.outcomes.most_common())
        return f"{told}; {self.children} children, at most {self.resident_kb / 1000:.0f} MB, longest {self.seconds:.1f} s"

    def follow(self, pid: int | None) -> None:
        """Looks at the child that just answered."""
        if pid is None:
            return
        self.children += pid != self._child
        self._child = pid
        self.resident_kb = max(self.resident_kb, most_resident_kb(pid))


def ordeal(decoder: Decoder, seeds: Sequence[bytes], count: int, seed: int, folder: Path) -> Ordeal:
    """Tries `count` files, each an accident of one of the seeds, in this order for this seed."""
    dice, found = random.Random(seed), Ordeal()
    path = folder / "accident"
    for number in range(count):
        path.write_bytes(mutated(seeds[number % len(seeds)], dice))
        began = time.monotonic()
        found.outcomes[outcome(decoder, path)] += 1
        found.seconds = max(found.seconds, time.monotonic() - began)
        found.follow(decoder.child_pid)
    return found


def outcome(decoder: Decoder, path: Path) -> str:
    """`drawn`, `not clean`, or the slug that says why there is no picture."""
    try:
        drawn = decoder.decode(path)
    except (Undecodable, DecodingInterrupted) as refusal:
        return refusal.why
    return "drawn" if _clean(drawn) else "not clean"


def most_resident_kb(pid: int) -> int:
    """The most memory a process ever held, by the kernel's book; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def seeds_of(folder: Path) -> list[bytes]:
    """The photos of any folder that are accepted and not large, in the order of their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size <= LARGEST_SEED)
    contents = (path.read_bytes() for path in files)
    return [content for content in contents if sniff(content[:SNIFF_BYTES])]


def main() -> None:
    """Prints what became of them. Ends with 1 when the process hung, swelled, or gave out more than pixels."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=20260)
    options.add_argument("--folder", type=Path, help="photos to begin with besides those made by code")
    chosen = options.parse_args()
    seeds = originals() + (seeds_of(chosen.folder) if chosen.folder else [])
    with tempfile.TemporaryDirectory(prefix="xunjie-fuzz-") as name:
        decoder = Decoder(Path(name) / "decode.lock")
        found = ordeal(decoder, seeds, chosen.count, chosen.seed, Path(name))
        decoder.close()
    print(f"{chosen.count:,} files of {len(seeds)} originals, seed {chosen.seed}: {found.words}")
    if found.hangs or found.dirty or found.resident_kb > MOST_RESIDENT_KB:
        raise SystemExit(1)


def _clean(drawn: Rendered) -> bool:
    return all(markers(picture) <= PIXELS_ALONE and picture.endswith(b"\xff\xd9") for picture in (drawn.screen, drawn.thumb))


if __name__ == "__main__":
    main()
