"""Decides what must be known of a copied database before anybody relies on it. Knows no kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Contents:
    """What a copied database holds: its schema revision, its history, its newest commit number, rows by table."""

    revision: str | None
    epoch: str
    newest_seq: int
    counts: dict[str, int]


class DatabaseCopy(Protocol):
    """A database in a file, opened for reading."""

    path: Path
    kind: str

    def problems(self) -> list[str]:
        """What is wrong with it, in sentences; empty when it can be relied on."""

    def contents(self) -> Contents:
        """What it holds. Raises BackupBroken when that cannot be read."""

    def references(self) -> Iterator[tuple[str, int | None]]:
        """Every photo it counts on: SHA-256 and, where it is written down, the size in bytes. Any order, also twice."""
