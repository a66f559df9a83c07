"""Lists of a million cases: the grams they are searched by, the indexes they are read along, filters that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_case_lists"
down_revision = "20261123_handling"
branch_labels = None
depends_on = None

GRAM = sa.String(length=24).with_variant(sa.String(length=24, collation="C"), "postgresql")
SINGLE = ("author_id", "category_slug", "segment_code", "cell_code", "opened_at", "unit_code", "campaign")
ALONG = {
    "of_unit": ("unit_code", "id", "state", "category_slug", "segment_code", "urgent"),
    "of_segment": ("segment_code", "id", "state", "category_slug", "unit_code", "urgent"),
    "of_category": ("category_slug", "id", "state", "segment_code", "unit_code", "urgent"),
    "of_cell": ("cell_code", "id", "state"),
    "of_author": ("author_id", "id", "state"),
    "in_state": ("state", "id"),
    "opened": ("opened_at", "id"),
}
OPEN = (
    *("due_at", "id", "state", "unit_code", "segment_code", "category_slug", "urgent", "warn_at", "paused_at", "rework_due_at"),
    *("supervised", "author_id", "handler_id", "checker_id", "cell_code"),
)
PARTS = {
    "of_campaign": (("campaign", "id"), "campaign IS NOT NULL"),
    "supervised": (("id",), "supervised > 0"),
    "open": (OPEN, "closed_at IS NULL"),
}
BESIDE = "part != 'lead' AND until IS NULL"


def upgrade() -> None:
    for name in SINGLE:
        op.drop_index(op.f(f"ix_case_file_{name}"), table_name="case_file")
    for name, columns in ALONG.items():
        op.create_index(f"ix_case_file_{name}", "case_file", list(columns))
    for name, (columns, where) in PARTS.items():
        op.create_index(
            f"ix_case_file_{name}", "case_file", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_index(
        "ix_case_unit_beside",
        "case_unit",
        ["unit_code", "case_no"],
        sqlite_where=sa.text(BESIDE),
        postgresql_where=sa.text(BESIDE),
    )
    op.create_table(
        "case_word",
        sa.Column("gram", GRAM, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gram", "case_id", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_person_id"), "saved_filter", ["person_id"])
    op.create_index(op.f("ix_saved_filter_role"), "saved_filter", ["role"])


def downgrade() -> None:
    op.drop_table("saved_filter")
    op.drop_table("case_word")
    op.drop_index("ix_case_unit_beside", table_name="case_unit")
    for name in (*ALONG, *PARTS):
        op.drop_index(f"ix_case_file_{name}", table_name="case_file")
    for name in SINGLE:
        op.create_index(op.f(f"ix_case_file_{name}"), "case_file", [name])
