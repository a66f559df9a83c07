"""Tables of area versions, roads, segments and cells. Rows are valid from one version to another, so history stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class AreaVersion(Model):
    """One state of both layers together; the highest id is in force.

    `valid_from` (null: since ever) and `valid_to` (null: still) say when it was responsible; an undone one has no such
    time left. `restores` is the version whose content an undo put in force again (`validity.py`).

    `name` is what packs and reports call it: the id and the start of a hash over the content, so that two histories
    (a restored database) never share a name. `report` tells what the import did. `limits` are the borders of cells
    without a neighbour behind them (WKB, WGS-84).
    """

    __tablename__ = "area_version"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(24), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    layer: Mapped[str] = mapped_column(String(10))
    adcode: Mapped[str | None] = mapped_column(String(6))
    limits: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    report: Mapped[dict[str, Any]] = mapped_column(JsonText, deferred=True)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restores: Mapped[int | None]


class Road(Model):
    """The R number of a road's name; it stays with the name across imports."""

    __tablename__ = "road"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)


class RoadSegment(Model):
    """Centre line (WKB, WGS-84 degrees) and depth in metres; `polygon` where the city drew one.

    `side` is both, left or right of the line; the other words are those of the city's file, null where it says none.
    """

    __tablename__ = "road_segment"
    __table_args__ = (Index("ix_road_segment_from_version_to_version", "from_version", "to_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str | None] = mapped_column(String(120))
    depth_m: Mapped[float]
    line: Mapped[bytes] = mapped_column(LargeBinary)
    polygon: Mapped[bytes | None] = mapped_column(LargeBinary)
    side: Mapped[str] = mapped_column(String(5), server_default="both")
    from_name: Mapped[str | None] = mapped_column(String(120))
    to_name: Mapped[str | None] = mapped_column(String(120))
    street: Mapped[str | None] = mapped_column(String(120))
    community: Mapped[str | None] = mapped_column(String(120))
    from_version: Mapped[int] = mapped_column(ForeignKey("area_version.id"))
    to_version: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"))


class GridCell(Model):
    """A grid cell's polygon (WKB, WGS-84 degrees); `generated` when no register knows it."""

    __tablename__ = "grid_cell"
    __table_args__ = (Index("ix_grid_cell_from_version_to_version", "from_version", "to_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    polygon: Mapped[bytes] = mapped_column(LargeBinary)
    generated: Mapped[bool] = mapped_column(default=False)
    street: Mapped[str | None] = mapped_column(String(120))
    community: Mapped[str | None] = mapped_column(String(120))
    from_version: Mapped[int] = mapped_column(ForeignKey("area_version.id"))
    to_version: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"))
