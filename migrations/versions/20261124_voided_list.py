"""Voided cases are few and have a list of their own; where a case came from stands in the indexes of lists, too."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_voided_list"
down_revision = "20261124_wider_indexes"
branch_labels = None
depends_on = None

ALONG = {
    "of_unit": ("unit_code", "id", "state", "category_slug", "segment_code", "cell_code", "urgent"),
    "of_segment": ("segment_code", "id", "state", "category_slug", "unit_code", "urgent"),
    "of_category": ("category_slug", "id", "state", "segment_code", "cell_code", "unit_code", "urgent"),
    "of_cell": ("cell_code", "id", "state", "category_slug", "segment_code", "unit_code", "urgent"),
}
VOIDED = ("id", "unit_code", "segment_code", "cell_code", "category_slug", "urgent", "origin", "author_id", "checker_id")
WHERE = "state = 'voided'"


def upgrade() -> None:
    _make_anew("origin")
    where = {"sqlite_where": sa.text(WHERE), "postgresql_where": sa.text(WHERE)}
    op.create_index("ix_case_file_voided", "case_file", list(VOIDED), **where)


def downgrade() -> None:
    op.drop_index("ix_case_file_voided", table_name="case_file")
    _make_anew()


def _make_anew(*more: str) -> None:
    for name, columns in ALONG.items():
        op.drop_index(f"ix_case_file_{name}", table_name="case_file")
        op.create_index(f"ix_case_file_{name}", "case_file", [*columns, *more])
