"""Who is asked to verify a report, replies that wait, and how near another finding must be to be the same."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_replies"
down_revision = "20261123_telling"
branch_labels = None
depends_on = None

WAITS = sa.text("reply_to IS NOT NULL AND reply_outcome IS NULL")
GIVEN = sa.text("verifier_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("report", sa.Column("verifier_id", sa.String(length=36), nullable=True))
    op.create_index("ix_report_verifier_id", "report", ["verifier_id"], sqlite_where=GIVEN, postgresql_where=GIVEN)
    op.create_index("ix_report_case_no", "report", ["case_no"])
    op.create_index("ix_report_reply_waits", "report", ["received_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index(op.f("ix_verdict_duplicate_of"), "verdict", ["duplicate_of"])
    for name in ("duplicate_radius_m", "duplicate_days"):
        op.add_column("catalog_entry", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("duplicate_days", "duplicate_radius_m"):
        op.drop_column("catalog_entry", name)
    op.drop_index(op.f("ix_verdict_duplicate_of"), table_name="verdict")
    for name in ("ix_report_reply_waits", "ix_report_case_no", "ix_report_verifier_id"):
        op.drop_index(name, table_name="report")
    op.drop_column("report", "verifier_id")
