"""How many photos are drawn per second of processor time, beside Pillow with nothing around it, on the same files.

Ours is everything behind an upload: the original unsealed and handed to a process of its own, its limits, every check,
EXIF, what the picture looks like, both JPEGs and their way back. The yardstick opens, drafts, shrinks, turns and saves to
the same sizes and quality. They take turns file by file; of each file the least of the rounds counts, on both sides.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from app.photos.decoder import Decoder
from app.photos.folder_blobs import FolderBlobs
from app.photos.images import JPEG_QUALITY
from app.photos.keyring import FILE as KEYS
from app.photos.keyring import Keyring
from app.photos.rendering import LONG_EDGE
from app.photos.store import Store
from scripts.bench import stored_photo
from scripts.bench.phone_pictures import PIXELS, phone_photo
from scripts.bench.table import show

FOLDER_ENV: Final = "BENCH_PHOTOS"
"""A folder of JPEGs to draw instead of those made by code."""
PHOTOS: Final = 8
ROUNDS: Final = 7
AIM: Final = 0.9


def measure(folder: Path) -> bool:
    """Prints the figures; whether the aim was kept."""
    photos, named = _photos(folder / "phone")
    decoder = Decoder(folder / "decode.lock")
    store = Store(FolderBlobs(folder / "originals"), Keyring(folder / KEYS))
    ours, plain = _least({photo: _kept(store, photo) for photo in photos}, store, decoder)
    decoder.close()
    share = plain / ours
    rows = [
        ["plain Pillow", f"{len(photos) / plain:.1f}", f"{1000 * plain / len(photos):.0f}", "", "", ""],
        ["ours, all of it", f"{len(photos) / ours:.1f}", f"{1000 * ours / len(photos):.0f}", f"{share:.0%}", f"≥ {AIM:.0%}"]
        + ["ok" if share >= AIM else "MISSED"],
    ]
    show(f"Drawing {named}: screen and thumb", ["", "photos/CPU s", "CPU ms/photo", "of plain", "aim", ""], rows)
    stored_photo.measure(folder)
    return share >= AIM


def _photos(folder: Path) -> tuple[list[Path], str]:
    """The files to draw, and what they are in words."""
    chosen = os.environ.get(FOLDER_ENV)
    if chosen:
        found = sorted(path for path in Path(chosen).rglob("*") if path.suffix.lower() in {".jpg", ".jpeg"})
        return found, f"{len(found)} photos of {chosen}"
    folder.mkdir(parents=True)
    made = [folder / f"{number}.jpg" for number in range(PHOTOS)]
    for number, path in enumerate(made):
        path.write_bytes(phone_photo(number))
    megabytes = sum(path.stat().st_size for path in made) / len(made) / 1e6
    return made, f"{PHOTOS} phone photos of {PIXELS[0]} × {PIXELS[1]}, {megabytes:.1f} MB each"


def _kept(store: Store, photo: Path) -> str:
    """The name under which the store keeps a copy."""
    content = photo.read_bytes()
    name = hashlib.sha256(content).hexdigest()
    with store.receive(io.BytesIO(content), name, len(content)) as incoming:
        store.place(incoming)
    return name


def _least(photos: Mapping[Path, str], store: Store, decoder: Decoder) -> tuple[float, float]:
    """Processor seconds for all photos, ours and plain: of each photo the least of the rounds."""
    best: dict[tuple[Path, bool], float] = {}
    decoder.decode(store.read(next(iter(photos.values()))))  # the child starts, and has imported what it needs
    for _ in range(ROUNDS):
        for photo, name in photos.items():
            for ours, spent in ((True, _ours(name, store, decoder)), (False, _plain(photo))):
                best[photo, ours] = min(spent, best.get((photo, ours), spent))
    return sum(best[photo, True] for photo in photos), sum(best[photo, False] for photo in photos)


def _ours(name: str, store: Store, decoder: Decoder) -> float:
    """What it costs in both processes; the child is a new one now and then, whose start counts, too."""
    pid = decoder.child_pid
    before = _spent_by(pid)
    began = time.process_time()
    decoder.decode(store.read(name))
    here = time.process_time() - began
    return here + _spent_by(decoder.child_pid) - (before if decoder.child_pid == pid else 0.0)


def draw_plainly(photo: Path) -> tuple[bytes, bytes]:
    """Both pictures as a few lines of Pillow draw them, in this process and without asking what the file is."""
    with Image.open(photo) as image:
        scale = min(1.0, LONG_EDGE["screen"] / max(image.size))
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
        image.thumbnail((LONG_EDGE["screen"],) * 2)
        upright = ImageOps.exif_transpose(image)
    screen = _saved(upright)
    upright.thumbnail((LONG_EDGE["thumb"],) * 2)
    return screen, _saved(upright)


def _saved(image: Image.Image) -> bytes:
    kept = io.BytesIO()
    image.convert("RGB").save(kept, "JPEG", quality=JPEG_QUALITY)
    return kept.getvalue()


def _plain(photo: Path) -> float:
    began = time.process_time()
    draw_plainly(photo)
    return time.process_time() - began


def _spent_by(pid: int | None) -> float:
    """Processor seconds of another process by the nanosecond (clock_getcpuclockid of the C library)."""
    clock = ctypes.c_int()
    if pid is None or ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock)) != 0:
        raise RuntimeError("there is no process to ask what it has cost")
    return time.clock_gettime(clock.value)
