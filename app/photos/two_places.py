"""Decides where bytes are looked for while they move from one place to another: in the new one first.

New bytes go to the new place only. Something may lie in both when a move was cut off; then the new one counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from app.photos.blobs import Blobs, Lying, TakenOut, Why
from app.photos.turns import Turns

_OLD: Final = "old place: "
"""How the address of what was taken out of the old place begins."""


class TwoPlaces:
    """Both places as one. `turns` keeps whoever takes out and whoever moves the same name apart."""

    def __init__(self, new: Blobs, old: Blobs, turns: Turns) -> None:
        self.new, self.old = new, old
        self.turns = turns
        self.incoming = new.incoming  # nothing comes in for the old one

    def check_room(self, length: int) -> None:
        self.new.check_room(length)

    def put(self, path: Path, name: str) -> None:
        self.new.put(path, name)

    def confirm(self, name: str) -> bool:
        return (self.old if self.new.size(name) is None else self.new).confirm(name)

    def open(self, name: str) -> BinaryIO:
        for place in (self.new, self.old):
            with suppress(FileNotFoundError):
                return place.open(name)
        return self.new.open(name)  # moved between the two looks

    def size(self, name: str) -> int | None:
        found = (place.size(name) for place in (self.new, self.old, self.new))
        return next((size for size in found if size is not None), None)

    def mark(self, name: str) -> int | None:
        return self.turns.mark(name)

    def unmoved(self, name: str, mark: int) -> bool:
        return self.turns.mark_now(name) == mark

    def walk(self, prefix: str) -> Iterator[Lying]:
        # The old place is read first: what moves meanwhile is then seen in the new one at the latest.
        lying = {one.name: one for one in self.old.walk(prefix)}
        lying |= {one.name: one for one in self.new.walk(prefix)}
        return iter(sorted(lying.values(), key=lambda one: one.name))

    def is_there(self) -> bool:
        return self.new.is_there() or self.old.is_there()

    def take_out(self, name: str, why: Why) -> TakenOut | None:
        with self.turns.alone(name, taking=True):
            taken = self.new.take_out(name, why)
            if taken is None:
                behind = self.old.take_out(name, why)
                return replace(behind, where=_OLD + behind.where) if behind else None
            if why != "rotten":  # what lies behind rotten bytes may be sound
                self.old.remove(name)
            return taken

    def open_out(self, taken: TakenOut) -> BinaryIO:
        place, inner = self._whose(taken)
        return place.open_out(inner)

    def put_back(self, taken: TakenOut) -> None:
        place, inner = self._whose(taken)
        with self.turns.alone(taken.name):
            if place is self.old and self.new.size(taken.name) is not None:
                self.old.destroy(inner)
            else:
                place.put_back(inner)

    def destroy(self, taken: TakenOut) -> None:
        place, inner = self._whose(taken)
        place.destroy(inner)

    def taken_out(self, why: Why) -> Iterator[TakenOut]:
        yield from self.new.taken_out(why)
        for taken in self.old.taken_out(why):
            yield replace(taken, where=_OLD + taken.where)

    def remove(self, name: str) -> None:
        with self.turns.alone(name, taking=True):
            self.old.remove(name)
            self.new.remove(name)

    def _whose(self, taken: TakenOut) -> tuple[Blobs, TakenOut]:
        if taken.where.startswith(_OLD):
            return self.old, replace(taken, where=taken.where.removeprefix(_OLD))
        return self.new, taken
