"""Complaints and suggestions, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_complaints"
down_revision = "20261123_issue_ledger"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("dismissed_because", sa.String(length=500), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_complaint_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
    )
    op.create_index(op.f("ix_complaint_state_id"), "complaint", ["state", "id"])
    op.create_index(op.f("ix_complaint_person_id_id"), "complaint", ["person_id", "id"])
    op.create_table(
        "complaint_answer",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("complaint_id", ROW_NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_complaint_answer_by_id_person")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_answer_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_answer")),
    )
    op.create_index(op.f("ix_complaint_answer_complaint_id"), "complaint_answer", ["complaint_id"])


def downgrade() -> None:
    op.drop_table("complaint_answer")
    op.drop_table("complaint")
