"""Tables of area versions, roads, segments and cells. Rows are valid from one version to another, so history stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class AreaVersion(Model):
    """One state of both layers together. `origin` is the plane's; `report` tells what the import did."""

    __tablename__ = "area_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    layer: Mapped[str] = mapped_column(String(10))
    adcode: Mapped[str | None] = mapped_column(String(6))
    origin_lon: Mapped[float]
    origin_lat: Mapped[float]
    generated: Mapped[bool] = mapped_column(default=False)
    report: Mapped[dict[str, Any]] = mapped_column(JsonText)


class Road(Model):
    """The number of a road's name in a district; it stays with the name across imports."""

    __tablename__ = "road"
    __table_args__ = (UniqueConstraint("adcode", "number"),)

    adcode: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int]


class RoadSegment(Model):
    """Centre line in WGS-84 degrees and depth in metres; `polygon` when a city drew one."""

    __tablename__ = "road_segment"
    __table_args__ = (Index("ix_road_segment_from_version_to_version", "from_version", "to_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str | None] = mapped_column(String(120))
    depth_m: Mapped[float]
    line: Mapped[bytes] = mapped_column(LargeBinary)
    polygon: Mapped[bytes | None] = mapped_column(LargeBinary)
    from_version: Mapped[int] = mapped_column(ForeignKey("area_version.id"))
    to_version: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"))


class GridCell(Model):
    """A grid cell's polygon in WGS-84 degrees."""

    __tablename__ = "grid_cell"
    __table_args__ = (Index("ix_grid_cell_from_version_to_version", "from_version", "to_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    polygon: Mapped[bytes] = mapped_column(LargeBinary)
    from_version: Mapped[int] = mapped_column(ForeignKey("area_version.id"))
    to_version: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"))
