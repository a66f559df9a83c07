"""What photos tell of themselves: time and place in their metadata, and how their pictures look."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_photo_traits"
down_revision = "20261121_area_imports"
branch_labels = None
depends_on = None

SAID = (("exif_time", sa.String(length=25)), ("exif_lon", sa.Double()), ("exif_lat", sa.Double()))


def upgrade() -> None:
    for name, kind in SAID:
        op.add_column("photo", sa.Column(name, kind, nullable=True))
    op.add_column("photo", sa.Column("traits_rev", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_photo_traits_rev", "photo", ["decodable", "traits_rev", "stored_at"])
    op.create_table(
        "photo_look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("look", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_photo_look_sha256_photo"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_look")),
        sa.UniqueConstraint("sha256", name=op.f("uq_photo_look_sha256")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("photo_look")
    op.drop_index("ix_photo_traits_rev", "photo")
    for name in ("traits_rev", *(name for name, _kind in SAID)):
        op.drop_column("photo", name)
