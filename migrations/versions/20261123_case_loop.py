"""What a case needs on its way through the units: who has it, its clocks, what it was asked for; replies; who follows."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_case_loop"
down_revision = "20261122_derivative_jobs"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CASE_COLUMNS = (
    sa.Column("unit_code", sa.String(length=40), nullable=True),
    sa.Column("handler_id", sa.String(length=36), nullable=True),
    sa.Column("checker_id", sa.String(length=36), nullable=True),
    sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("origin", sa.String(length=20), server_default="patrol", nullable=False),
    sa.Column("campaign", sa.String(length=40), nullable=True),
    sa.Column("plan_code", sa.String(length=40), nullable=True),
    *(
        sa.Column(name, sa.DateTime(), nullable=True)
        for name in (
            *("dispatched_at", "claimed_at", "disposed_at", "checked_at"),
            *("due_at", "warn_at", "rework_due_at", "stage_due_at", "paused_at"),
        )
    ),
    *(
        sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        for name in ("rework_count", "return_count", "extension_count", "dispatch_count", "supervised", "whistled")
    ),
    sa.Column("on_time", sa.Boolean(), nullable=True),
    sa.Column("recurs_of", sa.String(length=19), nullable=True),
    sa.Column("clock", sa.Text(), nullable=True),
)
CASE_INDEXES = ("unit_code", "checker_id", "campaign", "recurs_of")
REPORT_COLUMNS = (
    sa.Column("origin", sa.String(length=20), server_default="patrol", nullable=False),
    sa.Column("reply_to", sa.String(length=36), nullable=True),
    sa.Column("reply", sa.Text(), nullable=True),
    sa.Column("reply_outcome", sa.Text(), nullable=True),
)


def upgrade() -> None:
    for column in CASE_COLUMNS:
        op.add_column("case_file", column._copy())
    for name in CASE_INDEXES:
        op.create_index(op.f(f"ix_case_file_{name}"), "case_file", [name])
    for column in REPORT_COLUMNS:
        op.add_column("report", column._copy())
    replies = sa.text("reply_to IS NOT NULL")
    op.create_index("ix_report_reply_to", "report", ["reply_to"], sqlite_where=replies, postgresql_where=replies)
    op.add_column("change", sa.Column("unit_code", sa.String(length=40), nullable=True))
    op.add_column("change", sa.Column("person_id", sa.String(length=36), nullable=True))
    op.create_table(
        "case_unit",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_case_unit_case_no_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_unit")),
    )
    op.create_index(op.f("ix_case_unit_case_no"), "case_unit", ["case_no"])
    op.create_index("ix_case_unit_unit_code_case_no", "case_unit", ["unit_code", "case_no"])


def downgrade() -> None:
    op.drop_table("case_unit")
    for name in ("person_id", "unit_code"):
        op.drop_column("change", name)
    op.drop_index(op.f("ix_report_reply_to"), table_name="report")
    for column in reversed(REPORT_COLUMNS):
        op.drop_column("report", column.name)
    for name in CASE_INDEXES:
        op.drop_index(op.f(f"ix_case_file_{name}"), table_name="case_file")
    for column in reversed(CASE_COLUMNS):
        op.drop_column("case_file", column.name)
