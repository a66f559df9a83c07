"""The register of shops: frontage, contact, history, tables of shops on their way in."""

import re

import sqlalchemy as sa
from alembic import op

revision = "20261125_shops"
down_revision = "20261124_more_figures"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = {
    "segment_from_m": sa.Double(),
    "segment_to_m": sa.Double(),
    "depth_m": sa.Double(),
    "frontage": sa.Text(),
    "credit_code": sa.String(length=18),
    "contact": sa.LargeBinary(),
    "contact_hint": sa.String(length=60),
    "phone_index": sa.String(length=64),
    "street_unit": sa.String(length=40),
    "resign_by": sa.Date(),
    "merged_into": sa.String(length=36),
    "door_number": sa.Integer(),
}
"""All may be empty; columns that may not follow one by one."""
INDEXES = {
    "ix_shop_segment_code_place_key": ["segment_code", "place_key"],
    "ix_shop_street_unit_place_key": ["street_unit", "place_key"],
    "ix_shop_place_key": ["place_key"],
    "ix_shop_credit_code": ["credit_code"],
    "ix_shop_phone_index": ["phone_index"],
    "ix_shop_merged_into": ["merged_into"],
}


def upgrade() -> None:
    for name, kind in ADDED.items():
        op.add_column("shop", sa.Column(name, kind, nullable=True))
    op.add_column("shop", sa.Column("photos", sa.Text(), server_default="[]", nullable=False))
    op.add_column("shop", sa.Column("praise_consent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("shop", sa.Column("rev", sa.Integer(), server_default="1", nullable=False))
    op.add_column("shop", sa.Column("place_key", sa.String(length=130), server_default="", nullable=False))
    _number_doors()
    op.drop_index("ix_shop_segment_code", table_name="shop")
    for name, columns in INDEXES.items():
        op.create_index(name, "shop", columns)
    op.create_table(
        "shop_event",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_shop_event_by_id_person")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_event_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_event")),
        sa.UniqueConstraint("shop_id", "place", name=op.f("uq_shop_event_shop_id_place")),
    )
    op.create_table(
        "shop_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_shop_import_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_import")),
    )
    op.create_index(op.f("ix_shop_import_sha256"), "shop_import", ["sha256"], unique=False)


def _number_doors() -> None:
    """What the shops of before are listed by: as `app/shops/rules.py` said on the day of this migration."""
    shop = sa.table("shop", *(sa.column(name) for name in ("id", "street", "door", "door_number", "place_key")))
    database = op.get_bind()
    for row in database.execute(sa.select(shop.c.id, shop.c.street, shop.c.door)).all():
        found = re.search(r"(\d{1,6})\s*[号號]", row.door or "") or re.search(r"(\d{1,6})", row.door or "")
        number = int(found[1]) if found else None
        key = f"{row.street or ''}\x1f{number or 0:06d}\x1f{row.id}"
        database.execute(sa.update(shop).where(shop.c.id == row.id).values(door_number=number, place_key=key))


def downgrade() -> None:
    op.drop_table("shop_import")
    op.drop_table("shop_event")
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="shop")
    op.create_index(op.f("ix_shop_segment_code"), "shop", ["segment_code"])
    for name in ("place_key", "rev", "praise_consent", "photos", *reversed(ADDED)):
        op.drop_column("shop", name)
