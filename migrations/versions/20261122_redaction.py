"""What is hidden on photos that leave, and everything that ever was."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_redaction"
down_revision = "20261122_retention"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_redaction_by_id_person")),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_redaction_sha256_photo"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_redaction")),
    )
    op.create_table(
        "redaction_box",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("left_edge", sa.Double(), nullable=False),
        sa.Column("top_edge", sa.Double(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_by_id", sa.String(length=36), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_redaction_box_by_id_person")),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_redaction_box_sha256_photo"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_redaction_box_undone_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction_box")),
    )
    op.create_index(op.f("ix_redaction_box_sha256"), "redaction_box", ["sha256"])


def downgrade() -> None:
    op.drop_table("redaction_box")
    op.drop_table("redaction")
