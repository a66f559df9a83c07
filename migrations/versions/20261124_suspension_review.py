"""Suspended cases are looked at every month: when last, and whether it was told that the next look is due."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_suspension_review"
down_revision = "20261123_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("reviewed_at", "review_told_at"):
        op.add_column("case_request", sa.Column(name, sa.DateTime(), nullable=True))


def downgrade() -> None:
    for name in ("review_told_at", "reviewed_at"):
        op.drop_column("case_request", name)
