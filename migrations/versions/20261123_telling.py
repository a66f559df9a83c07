"""The outbox of what people are told, its channels, people's addresses, and urgent cases nobody claims."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_telling"
down_revision = "20261123_case_loop"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "telling_channel",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("carries", sa.String(length=12), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling_channel")),
    )
    op.create_table(
        "telling_rules",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling_rules")),
    )
    op.create_table(
        "telling_address",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("channel_kind", sa.String(length=20), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_telling_address_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "channel_kind", name=op.f("pk_telling_address")),
    )
    op.create_table(
        "telling_escalation",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("case_no", name=op.f("pk_telling_escalation")),
    )
    op.create_index(op.f("ix_telling_escalation_next_at"), "telling_escalation", ["next_at"])
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("told", sa.String(length=36), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try_at", sa.DateTime(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.Column("provider_id", sa.String(length=100), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["telling_channel.id"], name=op.f("fk_message_channel_id_telling_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("once", name=op.f("uq_message_once")),
    )
    for name, columns in INDEXES.items():
        op.create_index(op.f(name), "message", columns)


def downgrade() -> None:
    for table in ("message", "telling_escalation", "telling_address", "telling_rules", "telling_channel"):
        op.drop_table(table)


INDEXES = {
    "ix_message_state_next_try_at": ["state", "next_try_at"],
    "ix_message_person_id_id": ["person_id", "id"],
    "ix_message_case_no_id": ["case_no", "id"],
    "ix_message_provider_id": ["provider_id"],
    "ix_message_told": ["told"],
}
