"""Which revisions of a report differ in nothing but what the checks of its evidence say."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_content_rev"
down_revision = "20261122_report_checks"
branch_labels = None
depends_on = None

COLUMNS = ("content_rev", "told_rev")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("report_check", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("report_check", name)
