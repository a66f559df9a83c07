"""What checks of the evidence say about reports, and which reports are still to be checked."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_report_checks"
down_revision = "20261122_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("checked", sa.Integer(), nullable=True))
    op.create_index("ix_report_checked_commit_seq", "report", ["checked", "commit_seq"])
    op.create_table(
        "report_check",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("again_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_check_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_check")),
    )
    op.create_index(op.f("ix_report_check_again_at"), "report_check", ["again_at"])


def downgrade() -> None:
    op.drop_table("report_check")
    op.drop_index("ix_report_checked_commit_seq", "report")
    op.drop_column("report", "checked")
