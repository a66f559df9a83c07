"""Areas brought as files over HTTP, and open cases found by where they are."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_area_imports"
down_revision = "20261121_areas_in_time"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("layer", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.String(length=36), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("guessed", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("datum", sa.String(length=8), nullable=True),
        sa.Column("datum_guess", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("step_began_at", sa.DateTime(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("must", sa.Integer(), nullable=True),
        sa.Column("may", sa.Integer(), nullable=True),
        sa.Column("difference", sa.Text(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("layer_sha256", sa.String(length=64), nullable=True),
        sa.Column("activated_at", sa.DateTime(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_area_import_uploaded_by_id_person")),
        sa.ForeignKeyConstraint(["version_id"], ["area_version.id"], name=op.f("fk_area_import_version_id_area_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_import")),
    )
    op.create_index("ix_area_import_version_id", "area_import", ["version_id"])
    op.create_index("ix_case_file_state_lon_lat", "case_file", ["state", "lon", "lat"])


def downgrade() -> None:
    op.drop_index("ix_case_file_state_lon_lat", "case_file")
    op.drop_table("area_import")
