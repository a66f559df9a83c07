"""First tables: people, areas, catalogue, photos, shops, reports, cases, and the installation's epoch."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "20261121_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("layer", sa.String(length=10), nullable=False),
        sa.Column("adcode", sa.String(length=6), nullable=True),
        sa.Column("limits", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_version")),
        sa.UniqueConstraint("name", name=op.f("uq_area_version_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "case_counter",
        sa.Column("series", sa.String(length=14), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "catalog_entry",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=True),
        sa.Column("limits", sa.Text(), nullable=True),
        sa.Column("photos_min", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_catalog_entry")),
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_author_id_seq", ["author_id", "seq"], unique=False)

    op.create_table(
        "fact",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
        sa.UniqueConstraint("username", "address", name=op.f("uq_login_failure_username_address")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "photo",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("mime", sa.String(length=40), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("decodable", sa.Boolean(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("interrupted", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(
            "ix_photo_to_judge",
            ["stored_at"],
            unique=False,
            sqlite_where=sa.text("decodable IS NULL"),
            postgresql_where=sa.text("decodable IS NULL"),
        )

    op.create_table(
        "road",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_road")),
        sa.UniqueConstraint("number", name=op.f("uq_road_number")),
    )
    op.create_table(
        "shop",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("door", sa.String(length=60), nullable=True),
        sa.Column("street", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_shop_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_segment_code"), ["segment_code"], unique=False)

    op.create_table(
        "catalog_change",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_catalog_change_person_id_person")),
        sa.PrimaryKeyConstraint("slug", "revision", name=op.f("pk_catalog_change")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=True),
        sa.Column("outstanding", sa.Integer(), nullable=True),
        sa.Column("oldest_outstanding_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "device_person",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_person_id_person")),
        sa.PrimaryKeyConstraint("device_id", "person_id", name=op.f("pk_device_person")),
    )
    op.create_table(
        "grid_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("polygon", sa.LargeBinary(), nullable=False),
        sa.Column("generated", sa.Boolean(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_version"], ["area_version.id"], name=op.f("fk_grid_cell_from_version_area_version")),
        sa.ForeignKeyConstraint(["to_version"], ["area_version.id"], name=op.f("fk_grid_cell_to_version_area_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_cell")),
    )
    with op.batch_alter_table("grid_cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grid_cell_code"), ["code"], unique=False)
        batch_op.create_index("ix_grid_cell_from_version_to_version", ["from_version", "to_version"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_scope",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_scope_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", "code", name=op.f("pk_person_scope")),
    )
    op.create_table(
        "photo_upload",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photo_upload_person_id_person")),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_photo_upload_sha256_photo")),
        sa.PrimaryKeyConstraint("sha256", "person_id", "device_id", name=op.f("pk_photo_upload")),
    )
    with op.batch_alter_table("photo_upload", schema=None) as batch_op:
        batch_op.create_index("ix_photo_upload_device_id", ["device_id", "sha256"], unique=False)

    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("sender", sa.String(length=48), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quarantine_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index("ix_quarantine_report_id_sha256", ["report_id", "sha256"], unique=False)
        batch_op.create_index("ix_quarantine_sender_received_at", ["sender", "received_at"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("commit_seq", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("author_confirmed", sa.Boolean(), nullable=False),
        sa.Column("courier_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("device_seq", sa.BigInteger(), nullable=True),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("captured_at", sa.DateTime(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("place_square", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handled_on_spot", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("similar_to", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("corrected_placement", sa.Text(), nullable=True),
        sa.Column("case_no", sa.String(length=19), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["courier_id"], ["person.id"], name=op.f("fk_report_courier_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("commit_seq", name=op.f("uq_report_commit_seq")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_author_id_commit_seq", ["author_id", "commit_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_cell_code"), ["cell_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_courier_id"), ["courier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_device_id"), ["device_id"], unique=False)
        batch_op.create_index("ix_report_nearby", ["place_square", "category", "happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_segment_code"), ["segment_code"], unique=False)
        batch_op.create_index("ix_report_status_commit_seq", ["status", "commit_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_supersedes"), ["supersedes"], unique=False)

    op.create_table(
        "road_segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("depth_m", sa.Double(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("polygon", sa.LargeBinary(), nullable=True),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_version"], ["area_version.id"], name=op.f("fk_road_segment_from_version_area_version")),
        sa.ForeignKeyConstraint(["to_version"], ["area_version.id"], name=op.f("fk_road_segment_to_version_area_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_segment")),
    )
    with op.batch_alter_table("road_segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_road_segment_code"), ["code"], unique=False)
        batch_op.create_index("ix_road_segment_from_version_to_version", ["from_version", "to_version"], unique=False)

    op.create_table(
        "case_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("category_slug", sa.String(length=80), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("segment_code", sa.String(length=40), nullable=True),
        sa.Column("segment_name", sa.String(length=120), nullable=True),
        sa.Column("cell_code", sa.String(length=40), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_case_file_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("case_no", name=op.f("uq_case_file_case_no")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_file_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_category_slug"), ["category_slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_cell_code"), ["cell_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_segment_code"), ["segment_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_state"), ["state"], unique=False)

    op.create_table(
        "report_photo",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("stored", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_photo_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", "place", name=op.f("pk_report_photo")),
    )
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.create_index("ix_report_photo_sha256", ["sha256", "stored"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("duplicate_of", sa.String(length=36), nullable=True),
        sa.Column("segment_choice", sa.String(length=40), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_verdict_by_id_person")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_verdict_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "uq_verdict_in_force",
            ["report_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "case_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_event_by_id_person")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_case_event_case_no_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_no", "place", name=op.f("uq_case_event_case_no_place")),
    )
    # A database's history begins here: phones offer everything again when this name changes.
    op.bulk_insert(sa.table("fact", sa.column("name"), sa.column("value")), [{"name": "epoch", "value": str(uuid4())}])


def downgrade() -> None:
    op.drop_table("case_event")
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_verdict_in_force", sqlite_where=sa.text("undone_at IS NULL"), postgresql_where=sa.text("undone_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_verdict_report_id"))

    op.drop_table("verdict")
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.drop_index("ix_report_photo_sha256")

    op.drop_table("report_photo")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_state"))
        batch_op.drop_index(batch_op.f("ix_case_file_segment_code"))
        batch_op.drop_index(batch_op.f("ix_case_file_report_id"))
        batch_op.drop_index(batch_op.f("ix_case_file_opened_at"))
        batch_op.drop_index(batch_op.f("ix_case_file_cell_code"))
        batch_op.drop_index(batch_op.f("ix_case_file_category_slug"))
        batch_op.drop_index(batch_op.f("ix_case_file_author_id"))

    op.drop_table("case_file")
    with op.batch_alter_table("road_segment", schema=None) as batch_op:
        batch_op.drop_index("ix_road_segment_from_version_to_version")
        batch_op.drop_index(batch_op.f("ix_road_segment_code"))

    op.drop_table("road_segment")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_supersedes"))
        batch_op.drop_index("ix_report_status_commit_seq")
        batch_op.drop_index(batch_op.f("ix_report_segment_code"))
        batch_op.drop_index("ix_report_nearby")
        batch_op.drop_index(batch_op.f("ix_report_device_id"))
        batch_op.drop_index(batch_op.f("ix_report_courier_id"))
        batch_op.drop_index(batch_op.f("ix_report_cell_code"))
        batch_op.drop_index("ix_report_author_id_commit_seq")

    op.drop_table("report")
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index("ix_quarantine_sender_received_at")
        batch_op.drop_index("ix_quarantine_report_id_sha256")

    op.drop_table("quarantine")
    with op.batch_alter_table("photo_upload", schema=None) as batch_op:
        batch_op.drop_index("ix_photo_upload_device_id")

    op.drop_table("photo_upload")
    op.drop_table("person_scope")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_person_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("grid_cell", schema=None) as batch_op:
        batch_op.drop_index("ix_grid_cell_from_version_to_version")
        batch_op.drop_index(batch_op.f("ix_grid_cell_code"))

    op.drop_table("grid_cell")
    op.drop_table("device_person")
    op.drop_table("device")
    op.drop_table("catalog_change")
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_segment_code"))

    op.drop_table("shop")
    op.drop_table("road")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_photo_to_judge", sqlite_where=sa.text("decodable IS NULL"), postgresql_where=sa.text("decodable IS NULL")
        )

    op.drop_table("photo")
    op.drop_table("person")
    op.drop_table("login_failure")
    op.drop_table("fact")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_author_id_seq")

    op.drop_table("change")
    op.drop_table("catalog_entry")
    op.drop_table("case_counter")
    op.drop_table("area_version")
