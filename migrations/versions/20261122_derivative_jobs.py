"""Pictures are drawn by workers that lease jobs: the jobs, one for each photo that nobody has looked at yet."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_derivative_jobs"
down_revision = "20261122_redaction"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "derivative_job",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_derivative_job_sha256_photo"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_derivative_job")),
    )
    op.create_index("ix_derivative_job_order", "derivative_job", ["attempts", "queued_at", "sha256"])
    op.execute(
        "INSERT INTO derivative_job (sha256, state, queued_at, attempts) "
        "SELECT sha256, 'waiting', stored_at, 0 FROM photo WHERE decodable IS NULL"
    )


def downgrade() -> None:
    op.drop_table("derivative_job")
