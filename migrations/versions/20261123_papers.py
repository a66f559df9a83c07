"""Papers with their numbers, templates and basis list."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_papers"
down_revision = "20261123_case_lists"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_basis",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_basis_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_basis")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_notice_basis_code_version")),
    )
    op.create_table(
        "notice_template",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("authorised", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_template_by_id_person")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_notice_template_officer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_template")),
        sa.UniqueConstraint("unit_code", "kind", "version", name=op.f("uq_notice_template_unit_code_kind_version")),
    )
    op.create_table(
        "number_block",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("template_id", ROW_NUMBER, nullable=False),
        sa.Column("series", sa.String(length=50), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.String(length=36), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_why", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_number_block_given_by_id_person")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["notice_template.id"], name=op.f("fk_number_block_template_id_notice_template")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_block")),
    )
    op.create_index(op.f("ix_number_block_device_id"), "number_block", ["device_id"], unique=False)
    op.create_index(op.f("ix_number_block_ends_at"), "number_block", ["ends_at"], unique=False)
    op.create_table(
        "notice",
        sa.Column("row", ROW_NUMBER, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("order_ref", sa.String(length=40), nullable=True),
        sa.Column("template_id", ROW_NUMBER, nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("category_slug", sa.String(length=80), nullable=True),
        sa.Column("receiver_kind", sa.String(length=8), nullable=False),
        sa.Column("receiver_code", sa.String(length=40), nullable=True),
        sa.Column("receiver_name", sa.String(length=80), nullable=True),
        sa.Column("receiver", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("segment_name", sa.String(length=120), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("deadline", sa.DateTime(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=True),
        sa.Column("reply_by", sa.DateTime(), nullable=True),
        sa.Column("cc", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.String(length=36), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("officer_id", sa.String(length=36), nullable=True),
        sa.Column("authorised", sa.Boolean(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("served_at", sa.DateTime(), nullable=True),
        sa.Column("service", sa.LargeBinary(), nullable=True),
        sa.Column("means", sa.String(length=12), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("archive_no", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_notice_case_no_case_file")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_notice_drafted_by_id_person")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_notice_officer_id_person")),
        sa.ForeignKeyConstraint(["template_id"], ["notice_template.id"], name=op.f("fk_notice_template_id_notice_template")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_notice")),
        sa.UniqueConstraint("id", name=op.f("uq_notice_id")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_number")),
    )
    op.create_index(op.f("ix_notice_case_no"), "notice", ["case_no"], unique=False)
    op.create_index(op.f("ix_notice_issued_at"), "notice", ["issued_at"], unique=False)
    op.create_index("ix_notice_state_deadline", "notice", ["state", "deadline"], unique=False)
    op.create_index(op.f("ix_notice_unit_code"), "notice", ["unit_code"], unique=False)
    op.create_table(
        "notice_event",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_event_by_id_person")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_event_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_event")),
        sa.UniqueConstraint("notice_id", "place", name=op.f("uq_notice_event_notice_id_place")),
    )
    op.create_table(
        "notice_number",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("series", sa.String(length=50), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("block_id", sa.String(length=36), nullable=True),
        sa.Column("notice_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["block_id"], ["number_block.id"], name=op.f("fk_notice_number_block_id_number_block")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_number_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_number")),
        sa.UniqueConstraint("series", "running", name=op.f("uq_notice_number_series_running")),
    )
    op.create_index("ix_notice_number_block_id_state", "notice_number", ["block_id", "state"], unique=False)
    op.create_table(
        "notice_sheet",
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=8), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_sheet_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_sheet")),
    )


def downgrade() -> None:
    op.drop_table("notice_sheet")
    op.drop_table("notice_number")
    op.drop_table("notice_event")
    op.drop_table("notice")
    op.drop_table("number_block")
    op.drop_table("notice_template")
    op.drop_table("notice_basis")
