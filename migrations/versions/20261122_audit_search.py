"""The log is searched by what was done and by whom, however long it is."""

from alembic import op

revision = "20261122_audit_search"
down_revision = "20261122_content_rev"
branch_labels = None
depends_on = None

INDEXES = ("action", "actor_id")


def upgrade() -> None:
    for name in INDEXES:
        op.create_index(f"ix_audit_entry_{name}", "audit_entry", [name, "seq"])


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(f"ix_audit_entry_{name}", "audit_entry")
