"""A million cases: lists and figures are read along indexes that hold what they are narrowed to, also those of few; what was renamed."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_wider_indexes"
down_revision = "20261124_given_passwords"
branch_labels = None
depends_on = None

WIDER = {
    "of_unit": ("unit_code", "id", "state", "category_slug", "segment_code", "cell_code", "urgent"),
    "of_category": ("category_slug", "id", "state", "segment_code", "cell_code", "unit_code", "urgent"),
    "of_cell": ("cell_code", "id", "state", "category_slug", "segment_code", "unit_code", "urgent"),
    "of_author": ("author_id", "id", "state", "category_slug", "segment_code", "unit_code", "urgent"),
}
BEFORE = {
    "of_unit": ("unit_code", "id", "state", "category_slug", "segment_code", "urgent"),
    "of_category": ("category_slug", "id", "state", "segment_code", "unit_code", "urgent"),
    "of_cell": ("cell_code", "id", "state"),
    "of_author": ("author_id", "id", "state"),
}
NOWHERE = "segment_code IS NULL AND cell_code IS NULL"
OF_FEW = {
    "of_origin": (("origin", "id"), "origin != 'patrol'", "origin != 'patrol'"),
    "urgent": (("id",), "urgent IS 1", "urgent IS true"),
    "nowhere": (("id", "state", "category_slug", "unit_code", "urgent"), NOWHERE, NOWHERE),
}
FIGURES = ("received_at", "status", "segment_code", "cell_code", "category", "superseded_by", "reply_to")
OF_REPORTS = {
    "ix_report_of_segment": ("segment_code", "commit_seq", "status"),
    "ix_report_of_cell": ("cell_code", "commit_seq", "status"),
}


def upgrade() -> None:
    for name, columns in WIDER.items():
        op.drop_index(f"ix_case_file_{name}", table_name="case_file")
        op.create_index(f"ix_case_file_{name}", "case_file", list(columns))
    for name, (columns, on_sqlite, on_postgresql) in OF_FEW.items():
        where = {"sqlite_where": sa.text(on_sqlite), "postgresql_where": sa.text(on_postgresql)}
        op.create_index(f"ix_case_file_{name}", "case_file", list(columns), **where)
    for name in ("segment_code", "cell_code", "received_at"):
        op.drop_index(op.f(f"ix_report_{name}"), table_name="report")
    op.drop_index("ix_report_figures", table_name="report")
    op.create_index("ix_report_figures", "report", [*FIGURES, "commit_seq"])
    for name, columns in OF_REPORTS.items():
        op.create_index(name, "report", list(columns))
    where = {"sqlite_where": sa.text(NOWHERE), "postgresql_where": sa.text(NOWHERE)}
    op.create_index("ix_report_nowhere", "report", ["commit_seq", "status"], **where)
    op.create_table(
        "renamed",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_renamed")),
    )


def downgrade() -> None:
    op.drop_table("renamed")
    for name in (*OF_REPORTS, "ix_report_nowhere", "ix_report_figures"):
        op.drop_index(name, table_name="report")
    op.create_index("ix_report_figures", "report", list(FIGURES))
    for name in ("segment_code", "cell_code", "received_at"):
        op.create_index(op.f(f"ix_report_{name}"), "report", [name])
    for name in OF_FEW:
        op.drop_index(f"ix_case_file_{name}", table_name="case_file")
    for name, columns in BEFORE.items():
        op.drop_index(f"ix_case_file_{name}", table_name="case_file")
        op.create_index(f"ix_case_file_{name}", "case_file", list(columns))
