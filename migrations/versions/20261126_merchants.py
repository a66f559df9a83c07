"""The merchants' page: who was wrong how often, codes told by patrols, photos on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_merchants"
down_revision = "20261126_plates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merchant_try",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("good_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_merchant_try")),
    )
    op.create_index(op.f("ix_merchant_try_last_at"), "merchant_try", ["last_at"])
    op.create_table(
        "merchant_code",
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("code_hmac", sa.String(length=64), nullable=False),
        sa.Column("told_by_id", sa.String(length=36), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_merchant_code_shop_id_shop")),
        sa.ForeignKeyConstraint(["told_by_id"], ["person.id"], name=op.f("fk_merchant_code_told_by_id_person")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_merchant_code")),
    )
    op.create_table(
        "merchant_piece",
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_merchant_piece_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", "sha256", "offset", name=op.f("pk_merchant_piece")),
    )
    op.create_index(op.f("ix_merchant_piece_at"), "merchant_piece", ["at"])


def downgrade() -> None:
    for name in ("merchant_piece", "merchant_code", "merchant_try"):
        op.drop_table(name)
