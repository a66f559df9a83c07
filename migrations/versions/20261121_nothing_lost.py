"""What devices tell of themselves, what became of quarantined bytes, when photos were checked, commit order, whole reports."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_nothing_lost"
down_revision = "20261121_first_tables"
branch_labels = None
depends_on = None

DEVICE = (
    ("arrived_to", sa.BigInteger()),
    ("looked_to", sa.BigInteger()),
    ("arrived_seqs", sa.Text()),
    ("told_at", sa.DateTime()),
    ("version", sa.String(length=40)),
    ("given_seq", sa.BigInteger()),
    ("outstanding_photos", sa.Integer()),
    ("outstanding_bytes", sa.BigInteger()),
    ("outstanding_seqs", sa.Text()),
    ("needs_person", sa.Integer()),
    ("persisted", sa.Boolean()),
    ("writable", sa.Boolean()),
    ("clock_offset_ms", sa.BigInteger()),
    ("trouble", sa.String(length=40)),
    ("trouble_at", sa.DateTime()),
)
QUARANTINE = (
    ("outcome", sa.String(length=12)),
    ("filed_as", sa.String(length=36)),
    ("settled_by_id", sa.String(length=36)),
    ("settled_at", sa.DateTime()),
    ("settled_why", sa.Text()),
    ("device_id", sa.String(length=36)),
    ("device_seq", sa.BigInteger()),
)


def upgrade() -> None:
    op.create_table(
        "device_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("seen_by_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_event_person_id_person")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"], name=op.f("fk_device_event_seen_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_event")),
    )
    op.create_index("ix_device_event_device_id_at", "device_event", ["device_id", "at"])
    op.add_column("change", sa.Column("xid", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_change_xid_seq", "change", ["xid", "seq"])
    for name, kind in DEVICE:
        op.add_column("device", sa.Column(name, kind, nullable=True))
    op.create_index("ix_device_last_seen", "device", ["last_seen"])
    op.add_column("photo", sa.Column("checked_at", sa.DateTime(), nullable=True))
    op.add_column("photo", sa.Column("rotten_at", sa.DateTime(), nullable=True))
    op.create_index("ix_photo_checked_at", "photo", ["checked_at"])
    with op.batch_alter_table("quarantine") as quarantine:
        for name, kind in QUARANTINE:
            quarantine.add_column(sa.Column(name, kind, nullable=True))
        quarantine.create_foreign_key("fk_quarantine_settled_by_id_person", "person", ["settled_by_id"], ["id"])
    op.create_index("ix_quarantine_device_id_device_seq", "quarantine", ["device_id", "device_seq"])
    op.drop_index("ix_report_device_id", "report")
    op.create_index("ix_report_device_id_device_seq", "report", ["device_id", "device_seq"])
    op.create_index("ix_report_received_at", "report", ["received_at"])
    op.add_column("report", sa.Column("whole_seq", sa.BigInteger(), nullable=True))
    # When an older report became whole was not written down; the newest commit is certainly not before it.
    op.execute(
        "UPDATE report SET whole_seq = (SELECT max(seq) FROM change) "
        "WHERE NOT EXISTS (SELECT 1 FROM report_photo WHERE report_photo.report_id = report.id AND NOT report_photo.stored)"
    )


def downgrade() -> None:
    op.drop_column("report", "whole_seq")
    op.drop_index("ix_report_received_at", "report")
    op.drop_index("ix_report_device_id_device_seq", "report")
    op.create_index("ix_report_device_id", "report", ["device_id"])
    op.drop_index("ix_quarantine_device_id_device_seq", "quarantine")
    with op.batch_alter_table("quarantine") as quarantine:
        quarantine.drop_constraint("fk_quarantine_settled_by_id_person", type_="foreignkey")
        for name, _kind in QUARANTINE:
            quarantine.drop_column(name)
    op.drop_index("ix_photo_checked_at", "photo")
    op.drop_column("photo", "rotten_at")
    op.drop_column("photo", "checked_at")
    op.drop_index("ix_device_last_seen", "device")
    for name, _kind in DEVICE:
        op.drop_column("device", name)
    op.drop_index("ix_change_xid_seq", "change")
    op.drop_column("change", "xid")
    op.drop_index("ix_device_event_device_id_at", "device_event")
    op.drop_table("device_event")
