"""Passwords that somebody else knows, and accounts that are edited by whoever read them."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_given_passwords"
down_revision = "20261124_phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("password_given", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("person", sa.Column("rev", sa.Integer(), server_default=sa.text("1"), nullable=False))


def downgrade() -> None:
    op.drop_column("person", "rev")
    op.drop_column("person", "password_given")
