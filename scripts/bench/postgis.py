"""Asks PostGIS the same questions: the layers of an index in GiST-indexed tables of a server of its own.

It answers less than the product does: which cell covers a point of the plane (ST_Covers) and which road is nearest
within 50 m. Status, candidates and shares are not asked of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import shapely

from app.areas.index import AreaIndex
from tests.databases import binaries, cluster

ROAD_WITHIN_M = 50
_ONE = f"""
    SELECT (SELECT code FROM cells WHERE ST_Covers(geom, at.geom) ORDER BY code LIMIT 1),
           (SELECT code FROM roads WHERE ST_DWithin(geom, at.geom, {ROAD_WITHIN_M})
            ORDER BY ST_Distance(geom, at.geom), code LIMIT 1)
    FROM (SELECT ST_Point(%s, %s) AS geom) AS at"""
_BULK = """
    SELECT count(cell), count(road) FROM (
        SELECT (SELECT code FROM cells WHERE ST_Covers(geom, at.geom) ORDER BY code LIMIT 1) AS cell,
               (SELECT code FROM roads WHERE ST_DWithin(geom, at.geom, 50)
                ORDER BY ST_Distance(geom, at.geom), code LIMIT 1) AS road
        FROM places AS at WHERE id >= %s AND id < %s) AS answers"""


class NotFound(Exception):
    """PostgreSQL or its PostGIS is not installed; the text says which."""


class PostGis:
    """The two layers in tables, with the places to ask about."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def load(self, index: AreaIndex, plane: Sequence[tuple[float, float]]) -> None:
        """Fills tables and builds indexes; `plane` are the places in metres."""
        run = self._connection.execute
        run("CREATE TABLE cells (code text, geom geometry)")
        run("CREATE TABLE roads (code text, geom geometry)")
        run("CREATE TABLE places (id integer PRIMARY KEY, geom geometry)")
        self._copy("COPY cells FROM STDIN", zip(index.cells.codes, shapely.to_wkb(index.cells.polygons, hex=True), strict=True))
        self._copy(
            "COPY roads FROM STDIN", zip(index.segments.codes, shapely.to_wkb(index.segments.lines, hex=True), strict=True)
        )
        self._copy("COPY places FROM STDIN", enumerate(shapely.to_wkb(shapely.points(list(plane)), hex=True)))
        for table in ("cells", "roads"):
            run(f"CREATE INDEX ON {table} USING gist (geom)")  # type: ignore[arg-type]
        run("VACUUM ANALYZE")

    def cpu_s(self) -> float:
        """Processor time the server has spent on this connection, in seconds (Linux counts hundredths)."""
        fields = Path(f"/proc/{self._connection.info.backend_pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def one_by_one(self, plane: Sequence[tuple[float, float]]) -> list[tuple[str | None, str | None]]:
        """Cell and road of each place, a prepared statement and a round trip each."""
        with self._connection.cursor() as cursor:
            return [cursor.execute(_ONE, pair, prepare=True).fetchone() or (None, None) for pair in plane]  # type: ignore[misc]

    def in_bulk(self, start: int, stop: int) -> tuple[int, int]:
        """How many of the loaded places from `start` to before `stop` have a cell and a road, in one statement."""
        found = self._connection.execute(_BULK, (start, stop), prepare=True).fetchone()  # type: ignore[arg-type]
        return found or (0, 0)

    def _copy(self, statement: str, rows: Any) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type]
            for row in rows:
                copy.write_row(row)


@contextmanager
def started() -> Iterator[PostGis]:
    """A PostGIS on a server of its own, which ends with the block. Raises NotFound."""
    if binaries() is None:
        raise NotFound("needs PostgreSQL binaries (Debian package postgresql)")
    with cluster(fsync="off", shared_buffers="256MB", jit="off", max_parallel_workers_per_gather="0") as running:
        connection = psycopg.connect(host=str(running.folder), user="xunjie", dbname="postgres", autocommit=True)
        with connection:
            try:
                connection.execute("CREATE EXTENSION postgis")
            except psycopg.Error as error:
                raise NotFound("needs PostGIS (Debian package postgresql-15-postgis-3)") from error
            yield PostGis(connection)
