"""What figures are counted from, the sums of whole months, and campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_figures"
down_revision = "20261123_complaints"
branch_labels = None
depends_on = None

CODES = (("unit_code", 40), ("segment_code", 40), ("cell_code", 40), ("street", 9), ("category_slug", 80))
DAYS = ("dispatched_day", "due_day", "disposed_day", "checked_day")
SAID = ("closed", "voided", "suspended", "on_spot", "public", "recurs", "reworked")
KNOWN = ("on_time", "filed_in_time", "dispatched_in_time", "closed_in_time")
COUNTS = ("dispatches", "checks", "checks_in_time")


def upgrade() -> None:
    op.create_table(
        "case_tally",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=True) for name, length in CODES),
        sa.Column("filed_day", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in DAYS),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in SAID),
        *(sa.Column(name, sa.Boolean(), nullable=True) for name in KNOWN),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_tally")),
    )
    for name in ("filed_day", *DAYS):
        op.create_index(op.f(f"ix_case_tally_{name}"), "case_tally", [name])
    op.create_table(
        "figure_month",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_figure_month")),
    )
    op.create_table(
        "figure_sum",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "by", "figure", "key", name=op.f("pk_figure_sum")),
    )
    op.create_table(
        "campaign",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("aim", sa.String(length=500), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_campaign")),
    )
    op.create_index(
        "ix_report_figures",
        "report",
        ["received_at", "status", "segment_code", "cell_code", "category", "superseded_by", "reply_to"],
    )


def downgrade() -> None:
    op.drop_index("ix_report_figures", table_name="report")
    for name in ("campaign", "figure_sum", "figure_month", "case_tally"):
        op.drop_table(name)
