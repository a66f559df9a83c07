"""Limits for verifying, what more figures count of a case, and what is wanted of a campaign."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_more_figures"
down_revision = "20261124_voided_list"
branch_labels = None
depends_on = None

_TO_VERIFY = sa.text("verify_due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("report", sa.Column("verify_due_at", sa.DateTime(), nullable=True))
    op.add_column("report", sa.Column("verified_in_time", sa.Boolean(), nullable=True))
    op.create_index("ix_report_verify_due_at", "report", ["verify_due_at"], sqlite_where=_TO_VERIFY, postgresql_where=_TO_VERIFY)
    op.add_column("case_tally", sa.Column("closed_day", sa.Integer(), nullable=True))
    op.add_column("case_tally", sa.Column("arranges", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_tally", sa.Column("arranges_in_time", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_tally", sa.Column("verified", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_case_tally_closed_day", "case_tally", ["closed_day"])
    # The sweep counts every case anew whose revision is another; sums of months are made after it.
    op.execute("UPDATE case_tally SET rev = -1")
    op.execute("UPDATE figure_month SET state = 'stale'")
    op.add_column("campaign", sa.Column("wanted", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("campaign", "wanted")
    op.drop_index("ix_case_tally_closed_day", table_name="case_tally")
    for name in ("verified", "arranges_in_time", "arranges", "closed_day"):
        op.drop_column("case_tally", name)
    op.drop_index("ix_report_verify_due_at", table_name="report")
    op.drop_column("report", "verified_in_time")
    op.drop_column("report", "verify_due_at")
