"""Breaches of pledge items: what was found, handed in, appealed against, what became of it, and the city's settings."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_breaches"
down_revision = "20261126_merchants"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime()
WAITS, APPEALED = sa.text("state IN ('open', 'handed-in')"), sa.text("appeal = 'open'")


def upgrade() -> None:
    op.create_table(
        "breach",
        sa.Column("row", ROW_NUMBER, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("shop_id", sa.String(length=36), nullable=False),
        sa.Column("pledge_id", sa.String(length=36), nullable=True),
        sa.Column("scheme_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("found_at", AT, nullable=False),
        sa.Column("deadline", AT, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=True),
        sa.Column("notice_id", sa.String(length=36), nullable=True),
        sa.Column("overdue_at", AT, nullable=True),
        sa.Column("escalated_at", AT, nullable=True),
        sa.Column("rectified_at", AT, nullable=True),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("appeal", sa.String(length=10), nullable=True),
        sa.Column("appeal_due_at", AT, nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["report.id"], name=op.f("fk_breach_id_report")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_breach_shop_id_shop")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_breach_case_no_case_file")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_breach")),
        sa.UniqueConstraint("id", name=op.f("uq_breach_id")),
    )
    op.create_index("ix_breach_shop_id_item_found_at", "breach", ["shop_id", "item", "found_at"])
    op.create_index("ix_breach_state_row", "breach", ["state", "row"])
    op.create_index("ix_breach_waits", "breach", ["deadline"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_breach_deadline_item", "breach", ["deadline", "item"])
    op.create_index("ix_breach_appealed", "breach", ["appeal_due_at"], sqlite_where=APPEALED, postgresql_where=APPEALED)
    op.create_index(op.f("ix_breach_pledge_id"), "breach", ["pledge_id"])
    op.create_index(op.f("ix_breach_case_no"), "breach", ["case_no"])
    op.create_table(
        "breach_hand_in",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("judged_by_id", sa.String(length=36), nullable=True),
        sa.Column("judged_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_hand_in_breach_id_breach")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_breach_hand_in_by_id_person")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["person.id"], name=op.f("fk_breach_hand_in_judged_by_id_person")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_breach_hand_in_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_hand_in")),
        sa.UniqueConstraint("breach_id", "place", name=op.f("uq_breach_hand_in_breach_id_place")),
    )
    op.create_table(
        "breach_appeal",
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("told_due_at", AT, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.String(length=36), nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_appeal_breach_id_breach")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_breach_appeal_answered_by_id_person")),
        sa.PrimaryKeyConstraint("breach_id", name=op.f("pk_breach_appeal")),
        sa.UniqueConstraint("id", name=op.f("uq_breach_appeal_id")),
    )
    op.create_table(
        "breach_event",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_event_breach_id_breach")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_breach_event_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_event")),
        sa.UniqueConstraint("breach_id", "place", name=op.f("uq_breach_event_breach_id_place")),
    )
    op.create_table(
        "breach_settings",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=True),
        sa.Column("set_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_breach_settings_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_settings")),
    )


def downgrade() -> None:
    op.drop_table("breach_settings")
    op.drop_table("breach_event")
    op.drop_table("breach_appeal")
    op.drop_table("breach_hand_in")
    op.drop_table("breach")
