"""Plates at shop doors, and the checks of the address on them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_plates"
down_revision = "20261126_pledges"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plate_by_id_person")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_plate_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_plate_token_sha256")),
    )
    op.create_index(op.f("ix_plate_shop_id"), "plate", ["shop_id"])
    op.create_table(
        "plate_address",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("nonce_sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("seen_from", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_plate_address_asked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate_address")),
        sa.UniqueConstraint("nonce_sha256", name=op.f("uq_plate_address_nonce_sha256")),
    )
    op.create_index(op.f("ix_plate_address_address"), "plate_address", ["address"])


def downgrade() -> None:
    op.drop_table("plate_address")
    op.drop_table("plate")
