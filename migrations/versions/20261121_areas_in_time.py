"""Areas in time: when each version was responsible, what an undo restored, and how open cases followed.

Also what else a city says of its segments and cells.
"""

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
    _let_cases_follow()


def downgrade() -> None:
    op.drop_table("area_replacing")
    op.drop_table("case_placement")
    # What no person did cannot be told to a release that knows only persons.
    op.execute("DELETE FROM case_event WHERE by_id IS NULL")
    with op.batch_alter_table("case_event") as case_event:
        case_event.alter_column("by_id", existing_type=sa.String(length=36), nullable=False)
    op.drop_index("ix_case_file_state_area_version", "case_file")
    op.drop_column("case_file", "flags")
    op.drop_column("case_file", "area_version")
    op.create_index("ix_case_file_state", "case_file", ["state"])
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


def _let_cases_follow() -> None:
    """Cases that are there count as looked at with the areas in force: no upgrade moves a case."""
    op.add_column("case_file", sa.Column("area_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("case_file", sa.Column("flags", sa.Text(), server_default="[]", nullable=False))
    op.drop_index("ix_case_file_state", "case_file")
    op.create_index("ix_case_file_state_area_version", "case_file", ["state", "area_version"])
    op.execute("UPDATE case_file SET area_version = (SELECT coalesce(max(id), 0) FROM area_version)")
    with op.batch_alter_table("case_event") as case_event:
        case_event.alter_column("by_id", existing_type=sa.String(length=36), nullable=True)
    op.create_table(
        "case_placement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("version", sa.String(length=24), nullable=True),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("segment_name", sa.String(length=120), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_case_placement_case_no_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_placement")),
    )
    op.create_index("ix_case_placement_case_no", "case_placement", ["case_no"])
    op.create_table(
        "area_replacing",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("choices_ended", sa.Integer(), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["area_version.id"], name=op.f("fk_area_replacing_version_id_area_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_area_replacing")),
    )
