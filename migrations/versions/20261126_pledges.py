"""门前五包: schemes, pledges with what became of them and their sheets, refusals, and how each shop stands."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_pledges"
down_revision = "20261125_shops"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pledge_scheme",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("renewal_days_on_change", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("frontage_rule", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pledge_scheme_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_scheme")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_pledge_scheme_code_version")),
    )
    op.create_table(
        "pledge",
        sa.Column("row", ROW_NUMBER, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("scheme_id", ROW_NUMBER, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.String(length=36), nullable=True),
        sa.Column("confirmed_how", sa.String(length=8), nullable=True),
        sa.Column("series", sa.String(length=50), nullable=True),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.Column("filed_by_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.Column("terminated_at", sa.DateTime(), nullable=True),
        sa.Column("terminated_by_id", sa.String(length=36), nullable=True),
        sa.Column("terminated_why", sa.Text(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_pledge_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["person.id"], name=op.f("fk_pledge_filed_by_id_person")),
        sa.ForeignKeyConstraint(["scheme_id"], ["pledge_scheme.id"], name=op.f("fk_pledge_scheme_id_pledge_scheme")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_pledge_shop_id_shop")),
        sa.ForeignKeyConstraint(["terminated_by_id"], ["person.id"], name=op.f("fk_pledge_terminated_by_id_person")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_pledge")),
        sa.UniqueConstraint("id", name=op.f("uq_pledge_id")),
        sa.UniqueConstraint("number", name=op.f("uq_pledge_number")),
        sa.UniqueConstraint("series", "running", name=op.f("uq_pledge_series_running")),
    )
    op.create_index("ix_pledge_shop_id_state", "pledge", ["shop_id", "state"])
    op.create_index("ix_pledge_state_valid_to", "pledge", ["state", "valid_to"])
    op.create_table(
        "pledge_event",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("pledge_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pledge_event_by_id_person")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_event_pledge_id_pledge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_event")),
        sa.UniqueConstraint("pledge_id", "place", name=op.f("uq_pledge_event_pledge_id_place")),
    )
    op.create_table(
        "pledge_sheet",
        sa.Column("pledge_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=8), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_sheet_pledge_id_pledge")),
        sa.PrimaryKeyConstraint("pledge_id", "part", name=op.f("pk_pledge_sheet")),
    )
    op.create_table(
        "pledge_refusal",
        sa.Column("row", ROW_NUMBER, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.Column("officer_id", sa.String(length=36), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_pledge_refusal_shop_id_shop")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_pledge_refusal")),
        sa.UniqueConstraint("id", name=op.f("uq_pledge_refusal_id")),
    )
    op.create_index("ix_pledge_refusal_shop_id_at", "pledge_refusal", ["shop_id", "at"])
    op.create_table(
        "shop_standing",
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("pledge_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("waiting_id", sa.String(length=36), nullable=True),
        sa.Column("refused_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_standing_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop_standing")),
    )
    op.create_index("ix_shop_standing_state_valid_to", "shop_standing", ["state", "valid_to"])


def downgrade() -> None:
    for name in ("shop_standing", "pledge_refusal", "pledge_sheet", "pledge_event", "pledge", "pledge_scheme"):
        op.drop_table(name)
