"""Shops know since when they are closed: whom they were reached by goes some time after."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_closed_shops"
down_revision = "20261127_breaches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shop") as table:
        table.add_column(sa.Column("closed_at", sa.DateTime(), nullable=True))
    last = "(SELECT MAX(shop_event.at) FROM shop_event WHERE shop_event.shop_id = shop.id)"
    op.execute(f"UPDATE shop SET closed_at = COALESCE({last}, added_at) WHERE status = 'closed'")


def downgrade() -> None:
    with op.batch_alter_table("shop") as table:
        table.drop_column("closed_at")
