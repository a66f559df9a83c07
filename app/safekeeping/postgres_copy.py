"""Decides how a PostgreSQL database is copied with the server's own tools and looked into without a server.

The copy is pg_dump's custom format. It is opened by reading it out again as text, every byte of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from sqlalchemy import URL

from app.core.disk import sync_file
from app.safekeeping.contents import Contents
from app.safekeeping.rules import BackupBroken, BackupRefused

KIND: Final = "postgresql"
FILE: Final = "database.pgdump"
ASIDE: Final = "before_restore_"
"""How the schemas begin that hold what was there before a restore; they are not backed up again."""
_INSTALLED: Final = Path("/usr/lib/postgresql")
_COPY: Final = re.compile(r'COPY (?:public\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
Row = dict[str, str | None]


def tool(name: str) -> str:
    """The path of a PostgreSQL program, the newest one of Debian's folders when PATH has none. Raises BackupRefused."""
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name), reverse=True)
    if not versions:
        raise BackupRefused(
            f"{name} is not installed here, and PostgreSQL cannot be copied without it: "
            "install the postgresql-client package of the server's version (or a newer one)."
        )
    return str(versions[0])


def copy_database(url: URL, target: Path) -> None:
    """Dumps the database in one consistent snapshot; writers go on meanwhile. Durable when it returns."""
    command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*"]
    run([*command, f"--file={target}", f"--dbname={_address(url)}"], url)
    sync_file(target, target.stat().st_size, 0o600)


def put_back(url: URL, dump: Path) -> None:
    """Fills an empty database in one transaction: all of the dump or nothing of it."""
    command = [tool("pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    run([*command, f"--dbname={_address(url)}", str(dump)], url)


def run(command: list[str], url: URL) -> None:
    """Runs one of the tools with the password in its environment only. Raises BackupRefused with what it said."""
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupRefused(f"{Path(command[0]).name} failed: {done.stderr.strip()[-600:]}")


class PostgresDump:
    """A dump in custom format, read without a server."""

    kind = KIND

    def __init__(self, path: Path) -> None:
        self.path = path

    def problems(self) -> list[str]:
        try:
            for _table, _row in self._rows():
                pass
        except BackupBroken as error:
            return [error.detail]
        return []

    def contents(self) -> Contents:
        counts: dict[str, int] = {}
        facts: dict[str | None, str | None] = {}
        newest, revision = 0, None
        for table, row in self._rows():
            counts[table] = counts.get(table, 0) + 1
            if table == "fact":
                facts[row["name"]] = row["value"]
            elif table == "change":
                newest = max(newest, int(row["seq"] or 0))
            elif table == "alembic_version":
                revision = row["version_num"]
        epoch = facts.get("epoch")
        if epoch is None:
            raise BackupBroken(f"{self.path} is not a database of this product: it has no epoch")
        return Contents(revision, epoch, newest, counts)

    def references(self) -> Iterator[tuple[str, int | None]]:
        for table, row in self._rows("--table=photo", "--table=report_photo"):
            if table == "photo" and row.get("rotten_at") is None:
                yield str(row["sha256"]), int(row["bytes"] or 0)
            elif table == "report_photo" and row["stored"] == "t":
                yield str(row["sha256"]), None

    def _rows(self, *only: str) -> Iterator[tuple[str, Row]]:
        """Table and row, by column; texts are as COPY writes them, which for ids, names and numbers is as they are."""
        with self._as_text(*only) as text:
            table, columns = None, [""]
            for line in text:
                if table is None:
                    if begun := _COPY.fullmatch(line):
                        table, columns = begun[1], [name.strip().strip('"') for name in begun[2].split(",")]
                elif line == "\\.\n":
                    table = None
                else:
                    values = (None if value == "\\N" else value for value in line.rstrip("\n").split("\t"))
                    yield table, dict(zip(columns, values, strict=True))

    @contextmanager
    def _as_text(self, *only: str) -> Iterator[IO[str]]:
        command = [tool("pg_restore"), "--data-only", "--file=-", *only, str(self.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            yield process.stdout
            said = process.stderr.read()
        if process.returncode != 0:
            raise BackupBroken(f"{self.path} cannot be read: {said.strip()[-300:]}")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _environment(url: URL) -> dict[str, str]:
    return {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
