"""Units, duty and road chiefs; permits and what reports met of them; whistles; rules of
dispatch and letters."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_dispatch"
down_revision = "20261123_replies"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _roster()
    _permits()
    _whistles()
    _dispatch()


def _roster() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("outside", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("duty_phone", sa.String(length=30), nullable=True),
        sa.Column("word", sa.String(length=12), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["unit.code"], name=op.f("fk_unit_parent_code_unit")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_parent_code"), "unit", ["parent_code"])
    op.create_table(
        "duty_time",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("stand_in_for", sa.String(length=36), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_time_person_id_person")),
        sa.ForeignKeyConstraint(["stand_in_for"], ["person.id"], name=op.f("fk_duty_time_stand_in_for_person")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_duty_time_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_time")),
    )
    op.create_index("ix_duty_time_person_id_ends_at", "duty_time", ["person_id", "ends_at"])
    op.create_index("ix_duty_time_unit_code_ends_at", "duty_time", ["unit_code", "ends_at"])
    op.create_table(
        "road_chief",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("segment_code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("duty", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=True),
        sa.Column("number_shown", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_road_chief_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_chief")),
    )
    op.create_index("ix_road_chief_segment_code_level", "road_chief", ["segment_code", "level"])


def _permits() -> None:
    op.create_table(
        "permit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("ring", "categories", "hours")),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit")),
    )
    op.create_table(
        "permit_met",
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("permit_id", sa.String(length=36), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["permit_id"], ["permit.id"], name=op.f("fk_permit_met_permit_id_permit")),
        sa.PrimaryKeyConstraint("report_id", "permit_id", name=op.f("pk_permit_met")),
    )


def _whistles() -> None:
    op.create_table(
        "whistle",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_whistle_by_id_person")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_whistle_case_no_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle")),
    )
    op.create_index(op.f("ix_whistle_case_no"), "whistle", ["case_no"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index("ix_whistle_open", "whistle", ["reply_by"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_table(
        "whistle_unit",
        sa.Column("whistle_id", ROW_NUMBER, nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("arrived_by", sa.String(length=36), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("report_id", sa.String(length=36), nullable=True),
        sa.Column("late_told_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["arrived_by"], ["person.id"], name=op.f("fk_whistle_unit_arrived_by_person")),
        sa.ForeignKeyConstraint(["whistle_id"], ["whistle.id"], name=op.f("fk_whistle_unit_whistle_id_whistle")),
        sa.PrimaryKeyConstraint("whistle_id", "unit_code", name=op.f("pk_whistle_unit")),
    )


def _dispatch() -> None:
    op.create_table(
        "dispatch_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dispatch_rules_by_id_person")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_dispatch_rules")),
    )
    people = ("made_by", "sent_by", "answered_by")
    op.create_table(
        "letter",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("case_no", sa.String(length=19), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("from_code", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("word", sa.String(length=12), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_how", sa.String(length=12), nullable=True),
        sa.Column("sent_by", sa.String(length=36), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("due_told_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.case_no"], name=op.f("fk_letter_case_no_case_file")),
        *(
            sa.ForeignKeyConstraint([name], ["unit.code"], name=op.f(f"fk_letter_{name}_unit"))
            for name in ("unit_code", "from_code")
        ),
        *(sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_letter_{name}_person")) for name in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("word", "year", "number", name=op.f("uq_letter_word_year_number")),
    )
    waiting = sa.text("answered_at IS NULL AND voided_at IS NULL")
    op.create_index("ix_letter_waiting", "letter", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    for name in ("case_no", "unit_code"):
        op.create_index(op.f(f"ix_letter_{name}"), "letter", [name])
    op.create_table(
        "letter_counter",
        sa.Column("word", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "year", name=op.f("pk_letter_counter")),
    )


def downgrade() -> None:
    for name in (
        "letter_counter",
        "letter",
        "dispatch_rules",
        "whistle_unit",
        "whistle",
        "permit_met",
        "permit",
        "road_chief",
        "duty_time",
        "unit",
    ):
        op.drop_table(name)
