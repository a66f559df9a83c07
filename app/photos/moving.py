"""Decides how originals move to another place while people bring and read them, and nothing is lost wherever it is cut off.

One after another: read and hashed in the old place, put into the new one, read back and hashed there, only then removed
from the old one. Whoever is killed in between leaves the original in the old place or in both, and moving again goes on.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from app.core.errors import AppError
from app.photos.blobs import PREFIXES
from app.photos.rules import StorageBroken
from app.photos.store import Store
from app.photos.two_places import TwoPlaces

SAID_EVERY: Final = 500
"""After so many photos progress is told."""
Fate: TypeAlias = Literal["moved", "gone", "rotten", "unreadable"]
Say = Callable[[str], None]


class NothingToMove(AppError):
    """There is no old place."""

    status = 409
    slug = "illegal-move"
    title = "Nothing is to be moved: set STORAGE_URL to the new place, STORAGE_FROM to the old one, and restart the server."


@dataclass
class Moved:
    """What moving did: how many photos and bytes went, which stay and why, how many that were put aside stay, too."""

    photos: int = 0
    bytes: int = 0
    left: dict[str, Fate] = field(default_factory=dict)
    aside: int = 0
    finished: bool = False


def move(store: Store, *, limit: int | None = None, say: Say = lambda _: None) -> Moved:
    """Moves up to `limit` originals from the old place to the new one. Beside a server, and beside another that moves.

    Raises NothingToMove, StorageFull or StorageBroken; what had moved until then has moved.
    """
    places = store.blobs
    if not isinstance(places, TwoPlaces):
        raise NothingToMove()
    done = Moved()
    for name, size in _names(places):
        if limit is not None and done.photos >= limit:
            return done
        fate = _move(store, places, name)
        if fate == "moved":
            done.photos, done.bytes = done.photos + 1, done.bytes + size
            if done.photos % SAID_EVERY == 0:
                say(f"{done.photos} photos moved ({done.bytes} bytes), at {name[:2]} of {PREFIXES[-1]}")
        elif fate != "gone":
            done.left[name] = fate
    done.aside = sum(1 for _ in places.old.taken_out("rotten"))
    done.finished = not done.left
    return done


def _names(places: TwoPlaces) -> Iterator[tuple[str, int]]:
    return ((lying.name, lying.size) for prefix in PREFIXES for lying in places.old.walk(prefix))


def _move(store: Store, places: TwoPlaces, name: str) -> Fate:
    """One original; nobody takes it out meanwhile, so what was destroyed cannot come back."""
    new, old = Store(places.new, store.keys), Store(places.old, store.keys)
    with places.turns.alone(name):
        if new.digest(name) != name:
            try:
                content = old.read(name)  # at most 20 MiB, the largest photo
            except FileNotFoundError:
                return "gone"
            except OSError:
                return "unreadable"
            if hashlib.sha256(content).hexdigest() != name:
                return "rotten"
            _bring(new, name, content)
        elif places.old.size(name) is None:
            return "gone"
        places.old.remove(name)
    return "moved"


def _bring(new: Store, name: str, content: bytes) -> None:
    with new.receive(io.BytesIO(content), name, len(content)) as incoming:
        new.place(incoming)
    if new.digest(name) != name:
        raise StorageBroken(f"The new place gives back other bytes than it was given for {name}: nothing was removed.")
