"""Tables of photos and of who brought them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, RowNumber, UtcDateTime

_NOT_JUDGED = text("decodable IS NULL")


class Photo(Model):
    """One original in the store. The row is written after the file, never before.

    `decodable` is null until the decoder has judged; `why` then says in a slug why no picture can be drawn.
    `width` and `height` are upright pixels of the original. `checked_at` is when its bytes last matched their name,
    `rotten_at` when they were first found not to, null while they do. `exif_time`, `exif_lon` and `exif_lat` are what the
    file says of itself (`app/photos/traits.py`), found in the way that `traits_rev` numbers; 0 while nobody has looked.
    """

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_to_judge", "stored_at", sqlite_where=_NOT_JUDGED, postgresql_where=_NOT_JUDGED),
        Index("ix_photo_traits_rev", "decodable", "traits_rev", "stored_at"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    mime: Mapped[str | None] = mapped_column(String(40))
    width: Mapped[int | None]
    height: Mapped[int | None]
    decodable: Mapped[bool | None]
    why: Mapped[str | None] = mapped_column(String(40))
    interrupted: Mapped[int] = mapped_column(default=0)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    rotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exif_time: Mapped[str | None] = mapped_column(String(25))
    exif_lon: Mapped[float | None]
    exif_lat: Mapped[float | None]
    traits_rev: Mapped[int] = mapped_column(server_default="0")


class DerivativeJob(Model):
    """That pictures of a photo are still to be drawn (`app/photos/leases.py`); the row goes when it is known what comes of it.

    `leased_until` is when a worker's lease ends, or before when a waiting photo is not tried again. `why` says in a slug
    what the last attempt came to.
    """

    __tablename__ = "derivative_job"
    __table_args__ = (Index("ix_derivative_job_order", "attempts", "queued_at", "sha256"),)

    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(server_default="0")
    why: Mapped[str | None] = mapped_column(String(40))


class PhotoLook(Model):
    """How a photo looks in 64 bits, if it shows anything. A new look is a new row, and a number is never given again, so
    whoever keeps looks in memory follows by number."""

    __tablename__ = "photo_look"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256", ondelete="CASCADE"), unique=True)
    look: Mapped[int] = mapped_column(BigInteger)


class PhotoUpload(Model):
    """That a person, from a device, brought these bytes: only who did may be told that the server has them.

    `device_id` is empty for a login session without a device.
    """

    __tablename__ = "photo_upload"
    __table_args__ = (Index("ix_photo_upload_device_id", "device_id", "sha256"),)

    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
