"""When a city works: its time plans and the country's days off, as far as they differ from what comes with the program."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_handling"
down_revision = "20261123_dispatch"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_plan",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("weeks", sa.Text(), nullable=False),
        sa.Column("keeps_holidays", sa.Boolean(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_time_plan")),
    )
    op.create_table(
        "holiday_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("made_up", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_holiday_year")),
    )


def downgrade() -> None:
    op.drop_table("holiday_year")
    op.drop_table("time_plan")
