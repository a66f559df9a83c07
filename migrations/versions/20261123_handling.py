"""When a city works; what is asked for a case, and who decided it; supervision orders; what a city set for handling."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_handling"
down_revision = "20261123_dispatch"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


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
    op.create_table(
        "case_request",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_case_request_case_no_case_file")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_request_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_request")),
    )
    op.create_index(op.f("ix_case_request_case_no"), "case_request", ["case_no"])
    op.create_index(
        "uq_case_request_open",
        "case_request",
        ["case_no"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "supervision_order",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reply_by", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_supervision_order_case_no_case_file")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_supervision_order_by_id_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_supervision_order_answered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_order")),
    )
    op.create_index("ix_supervision_order_case_no_cause", "supervision_order", ["case_no", "cause"])
    op.create_table(
        "handling_settings",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_handling_settings_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_settings")),
    )


def downgrade() -> None:
    for name in ("handling_settings", "supervision_order", "case_request"):
        op.drop_table(name)
    op.drop_table("holiday_year")
    op.drop_table("time_plan")
