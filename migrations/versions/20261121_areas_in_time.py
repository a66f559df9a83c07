"""When each area version was responsible, which one an undo restored, and what else a city says of its areas."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "20261121_areas_in_time"
down_revision = "20261121_nothing_lost"
branch_labels = None
depends_on = None

VERSION = (
    ("valid_from", sa.DateTime()),
    ("valid_to", sa.DateTime()),
    ("undone_at", sa.DateTime()),
    ("restores", sa.Integer()),
)
SEGMENT = ("from_name", "to_name", "street", "community")
CELL = ("street", "community")


def upgrade() -> None:
    for name, kind in VERSION:
        op.add_column("area_version", sa.Column(name, kind, nullable=True))
    _tell_when()
    op.add_column("road_segment", sa.Column("side", sa.String(length=5), server_default="both", nullable=False))
    for table, names in (("road_segment", SEGMENT), ("grid_cell", CELL)):
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(length=120), nullable=True))


def downgrade() -> None:
    for table, names in (("road_segment", ("side", *SEGMENT)), ("grid_cell", CELL)):
        for name in names:
            op.drop_column(table, name)
    for name, _kind in VERSION:
        op.drop_column("area_version", name)


def _tell_when() -> None:
    """Each began when it was imported; the first of a layer completed the one before and began with it."""
    times = (sa.column(name, sa.DateTime()) for name in ("created_at", "valid_from", "valid_to"))
    version = sa.table("area_version", sa.column("id", sa.Integer()), sa.column("layer", sa.String()), *times)
    database = op.get_bind()
    known = database.execute(sa.select(version.c.id, version.c.layer, version.c.created_at).order_by(version.c.id)).all()
    begins: list[datetime | None] = []
    seen: set[str] = set()
    for row in known:
        begins.append(row.created_at if row.layer in seen else begins[-1] if begins else None)
        seen.add(row.layer)
    never = datetime(1, 1, 1)  # noqa: DTZ001  (columns know no zone)
    for row, begin, end in zip(known, begins, [*(one or never for one in begins[1:]), None], strict=False):
        database.execute(sa.update(version).where(version.c.id == row.id).values(valid_from=begin, valid_to=end))
