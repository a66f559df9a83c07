"""How long evidence is kept, which of it is held, and what was destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_retention"
down_revision = "20261122_audit_search"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("report", sa.Column("destroyed_at", sa.DateTime(), nullable=True))
    op.add_column("report", sa.Column("destroyed_by", sa.String(length=40), nullable=True))
    op.add_column("quarantine", sa.Column("destroyed_at", sa.DateTime(), nullable=True))
    op.add_column("case_file", sa.Column("held_at", sa.DateTime(), nullable=True))
    op.create_table(
        "retention_rules",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "deletion",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("object_kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_deletion_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
        sa.UniqueConstraint("object_kind", "object_id", name=op.f("uq_deletion_object_kind_object_id")),
    )
    op.create_index(op.f("ix_deletion_done_at"), "deletion", ["done_at"])


def downgrade() -> None:
    op.drop_table("deletion")
    op.drop_table("retention_rules")
    op.drop_column("case_file", "held_at")
    op.drop_column("quarantine", "destroyed_at")
    op.drop_column("report", "destroyed_by")
    op.drop_column("report", "destroyed_at")
