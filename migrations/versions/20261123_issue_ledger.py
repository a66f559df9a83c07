"""The issue ledger: files on their way in, issues, what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_issue_ledger"
down_revision = "20261123_papers"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "issue_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_issue_import_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_import")),
    )
    op.create_index(op.f("ix_issue_import_sha256"), "issue_import", ["sha256"], unique=False)
    op.create_table(
        "issue",
        sa.Column("row", ROW_NUMBER, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("import_id", sa.String(length=36), nullable=True),
        sa.Column("origin_line", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=True),
        sa.Column("report_id", sa.String(length=36), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("written_off_at", sa.DateTime(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_issue_case_no_case_file")),
        sa.ForeignKeyConstraint(["import_id"], ["issue_import.id"], name=op.f("fk_issue_import_id_issue_import")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_issue_report_id_report")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_issue")),
        sa.UniqueConstraint("report_id", name=op.f("uq_issue_report_id")),
        sa.UniqueConstraint("id", name=op.f("uq_issue_id")),
    )
    op.create_index(op.f("ix_issue_added_at"), "issue", ["added_at"], unique=False)
    op.create_index(op.f("ix_issue_case_no"), "issue", ["case_no"], unique=False)
    op.create_index(op.f("ix_issue_import_id"), "issue", ["import_id"], unique=False)
    op.create_index(op.f("ix_issue_ref"), "issue", ["ref"], unique=False)
    op.create_index("ix_issue_state_due_on", "issue", ["state", "due_on"], unique=False)
    op.create_index(op.f("ix_issue_unit"), "issue", ["unit"], unique=False)
    op.create_index(op.f("ix_issue_written_off_at"), "issue", ["written_off_at"], unique=False)
    op.create_table(
        "issue_event",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("issue_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_issue_event_by_id_person")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_event_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_event")),
        sa.UniqueConstraint("issue_id", "place", name=op.f("uq_issue_event_issue_id_place")),
    )


def downgrade() -> None:
    op.drop_table("issue_event")
    op.drop_table("issue")
    op.drop_table("issue_import")
