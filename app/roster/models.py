"""Tables of units, of who is on duty when, and of the chiefs of road segments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Unit(Model):
    """A part of the organisation; never deleted, only retired, because cases name it. `outside` ones have no accounts.

    `word` is the 机关代字 that its numbered papers begin with. Who belongs to it stands in the persons' scopes.
    """

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("unit.code"), index=True)
    outside: Mapped[bool] = mapped_column(server_default=false())
    active: Mapped[bool] = mapped_column(server_default=true())
    duty_phone: Mapped[str | None] = mapped_column(String(30))
    word: Mapped[str | None] = mapped_column(String(12))
    rev: Mapped[int]


class DutyTime(Model):
    """That a person is on duty for a unit from one moment to another, as themselves or standing in for somebody."""

    __tablename__ = "duty_time"
    __table_args__ = (
        Index("ix_duty_time_unit_code_ends_at", "unit_code", "ends_at"),
        Index("ix_duty_time_person_id_ends_at", "person_id", "ends_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    stand_in_for: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rev: Mapped[int]


class RoadChief(Model):
    """Who answers for a road segment, level 0 (the whole district) to 3, on the city's days from `from_day` to `to_day`.

    `number` is one for work; it is shown to others only with the person's consent (`number_shown`). Rows of the past stay.
    """

    __tablename__ = "road_chief"
    __table_args__ = (Index("ix_road_chief_segment_code_level", "segment_code", "level"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    segment_code: Mapped[str] = mapped_column(String(40))
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    duty: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    number: Mapped[str | None] = mapped_column(String(30))
    number_shown: Mapped[bool]
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)
    rev: Mapped[int]
