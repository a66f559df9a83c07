"""Papers that phones give out in the street and their numbers; complaints that are told twice."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_phone"
down_revision = "20261124_suspension_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_handed_out",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=24), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_notice_handed_out_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_handed_out")),
    )
    op.create_index(op.f("ix_notice_handed_out_report_id"), "notice_handed_out", ["report_id"])
    op.create_index("ix_notice_handed_out_state_report_id", "notice_handed_out", ["state", "report_id"])
    op.add_column("notice_number", sa.Column("paper_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_notice_number_paper_id"), "notice_number", ["paper_id"])
    with op.batch_alter_table("complaint") as table:
        table.add_column(sa.Column("client_id", sa.String(length=36), nullable=True))
        table.create_unique_constraint(op.f("uq_complaint_client_id"), ["client_id"])


def downgrade() -> None:
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("uq_complaint_client_id"), type_="unique")
        table.drop_column("client_id")
    op.drop_index(op.f("ix_notice_number_paper_id"), "notice_number")
    op.drop_column("notice_number", "paper_id")
    op.drop_table("notice_handed_out")
