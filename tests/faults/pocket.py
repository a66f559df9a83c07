"""What a simulated phone keeps through a crash: one transaction per report, text and photo bytes together."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tests.faults.material import Captured

_TABLES = """
CREATE TABLE IF NOT EXISTS report (
    id TEXT PRIMARY KEY, seq INTEGER UNIQUE, body BLOB, sha256 TEXT,
    state TEXT, told INTEGER DEFAULT 0, receipt TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS photo (
    sha256 TEXT, report_id TEXT, content BLOB, arrived INTEGER DEFAULT 0, PRIMARY KEY (report_id, sha256));
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True)
class Row:
    """A report on the phone: `state` is waiting, delivered or parked; `told` whether the server had its text."""

    id: str
    seq: int
    body: bytes
    sha256: str
    state: str
    told: bool
    receipt: dict[str, Any] | None
    reason: str | None


class Pocket:
    """The phone's disk. What a method has written is there after any crash; nothing else is."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")  # the phone's process dies here, never its power
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Lets go of the file, as a process that ends does."""
        self._db.close()

    def save(self, seq: int, captured: Captured) -> None:
        """The report with all its photos, or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        row = (captured.report_id, seq, captured.body, captured.sha256)
        self._db.execute("INSERT INTO report (id, seq, body, sha256, state) VALUES (?, ?, ?, ?, 'waiting')", row)
        photos = [(name, captured.report_id, content) for name, content in captured.photos.items()]
        self._db.executemany("INSERT INTO photo (sha256, report_id, content) VALUES (?, ?, ?)", photos)
        self._db.execute("COMMIT")

    def last(self) -> tuple[int, str | None]:
        """Number and hash of the newest report; (0, None) before the first."""
        row = self._db.execute("SELECT seq, sha256 FROM report ORDER BY seq DESC LIMIT 1").fetchone()
        return row or (0, None)

    def rows(self, state: str | None = None) -> list[Row]:
        """Reports in the order they were captured."""
        query = "SELECT id, seq, body, sha256, state, told, receipt, reason FROM report WHERE state = ? OR ? IS NULL ORDER BY seq"
        return [
            Row(*row[:5], told=bool(row[5]), receipt=json.loads(row[6]) if row[6] else None, reason=row[7])
            for row in self._db.execute(query, [state, state]).fetchall()
        ]

    def unsent(self, report_id: str) -> list[tuple[str, bytes]]:
        """Photos of a report that have not arrived, small ones first."""
        query = "SELECT sha256, content FROM photo WHERE report_id = ? AND NOT arrived ORDER BY length(content)"
        return cast(list[tuple[str, bytes]], self._db.execute(query, [report_id]).fetchall())

    def told(self, report_id: str, missing: list[str]) -> None:
        """The server has the text and said which photos it misses."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE report SET told = 1 WHERE id = ?", [report_id])
        names = json.dumps(missing)
        arrived = "sha256 NOT IN (SELECT value FROM json_each(?))"
        self._db.execute(f"UPDATE photo SET arrived = {arrived} WHERE report_id = ?", [names, report_id])
        self._db.execute("COMMIT")

    def arrived(self, report_id: str, sha256: str) -> None:
        """The server said that it stored this photo; only a receipt will say so for good."""
        self._db.execute("UPDATE photo SET arrived = 1 WHERE report_id = ? AND sha256 = ?", [report_id, sha256])

    def settle(self, report_id: str, receipt: dict[str, Any], *, let_go: bool) -> None:
        """Stores the receipt and, if it allows that, forgets the bytes of the photos: in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        text = json.dumps(receipt)
        self._db.execute("UPDATE report SET state = 'delivered', receipt = ? WHERE id = ?", [text, report_id])
        if let_go:
            self._db.execute("UPDATE photo SET content = NULL WHERE report_id = ?", [report_id])
        self._db.execute("COMMIT")

    def park(self, report_id: str, reason: str) -> None:
        """The row waits for a person; the others go on."""
        self._db.execute("UPDATE report SET state = 'parked', reason = ? WHERE id = ?", [reason, report_id])

    def reopen(self) -> None:
        """Another history of the server: everything is offered again, from the start."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE report SET state = 'waiting', told = 0 WHERE state = 'delivered'")
        self._db.execute("UPDATE photo SET arrived = 0")
        self._db.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """A remembered value."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def remember(self, name: str, value: str) -> None:
        """Keeps a value under a name."""
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", [name, value])
