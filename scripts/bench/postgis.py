"""Asks PostGIS the same questions: the layers of an index in GiST-indexed tables of a server of its own.

It is given what the product is given, degrees, and answers less: which cell covers the place (ST_Covers) and which road
is nearest within 50 m. Status, candidates and shares are not asked of it. The tables are in metres of the Gauss-Krüger
zone that Chinese cities survey in: what is near is then found by the index alone.
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
DEGREES, METRES = 4490, 4547
"""EPSG: CGCS2000 in degrees, and in the three-degree zone around 114° E, where the synthetic city lies."""
_ONE = f"""
    SELECT (SELECT code FROM cells WHERE ST_Covers(geom, at.geom) ORDER BY code LIMIT 1),
           (SELECT code FROM roads WHERE ST_DWithin(geom, at.geom, {ROAD_WITHIN_M})
            ORDER BY ST_Distance(geom, at.geom), code LIMIT 1)
    FROM (SELECT ST_Transform(ST_Point(%s, %s, {DEGREES}), {METRES}) AS geom) AS at"""
_BULK = f"""
    SELECT count(cell), count(road) FROM (
        SELECT (SELECT code FROM cells WHERE ST_Covers(geom, at.geom) ORDER BY code LIMIT 1) AS cell,
               (SELECT code FROM roads WHERE ST_DWithin(geom, at.geom, {ROAD_WITHIN_M})
                ORDER BY ST_Distance(geom, at.geom), code LIMIT 1) AS road
        FROM (SELECT ST_Transform(geom, {METRES}) AS geom FROM places WHERE id >= %s AND id < %s) AS at) AS answers"""


class NotFound(Exception):
    """PostgreSQL or its PostGIS is not installed; the text says which."""


class PostGis:
    """The two layers in tables, with the places to ask about."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def load(self, index: AreaIndex, places: Sequence[tuple[float, float]]) -> None:
        """Fills tables and builds indexes; `places` are in degrees."""
        run = self._connection.execute
        run("CREATE TABLE cells (code text, geom geometry)")
        run("CREATE TABLE roads (code text, geom geometry)")
        run("CREATE TABLE places (id integer PRIMARY KEY, geom geometry)")
        self._copy("COPY cells FROM STDIN", zip(index.cells.codes, _degrees(index, index.cells.polygons), strict=True))
        self._copy("COPY roads FROM STDIN", zip(index.segments.codes, _degrees(index, index.segments.lines), strict=True))
        self._copy("COPY places FROM STDIN", enumerate(_wkb(shapely.points(list(places)))))
        for table in ("cells", "roads"):
            run(f"UPDATE {table} SET geom = ST_Transform(geom, {METRES})")  # type: ignore[arg-type]
            run(f"CREATE INDEX ON {table} USING gist (geom)")  # type: ignore[arg-type]
        run("VACUUM ANALYZE")

    def cpu_s(self) -> float:
        """Processor time the server has spent on this connection, in seconds (Linux counts hundredths)."""
        fields = Path(f"/proc/{self._connection.info.backend_pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def one_by_one(self, places: Sequence[tuple[float, float]]) -> list[tuple[str | None, str | None]]:
        """Cell and road of each place, a prepared statement and a round trip each."""
        with self._connection.cursor() as cursor:
            return [cursor.execute(_ONE, pair, prepare=True).fetchone() or (None, None) for pair in places]  # type: ignore[misc]

    def in_bulk(self, start: int, stop: int) -> tuple[int, int]:
        """How many of the loaded places from `start` to before `stop` have a cell and a road, in one statement."""
        found = self._connection.execute(_BULK, (start, stop), prepare=True).fetchone()  # type: ignore[arg-type]
        return found or (0, 0)

    def _copy(self, statement: str, rows: Any) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type]
            for row in rows:
                copy.write_row(row)


def _degrees(index: AreaIndex, shapes: Any) -> Any:
    return _wkb(shapely.transform(shapes, index.plane.inverse_array))


def _wkb(shapes: Any) -> Any:
    return shapely.to_wkb(shapely.set_srid(shapes, DEGREES), hex=True, include_srid=True)


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
