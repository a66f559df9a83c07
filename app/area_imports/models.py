"""The table of imports: what was brought, what a person said of it, what was found out, what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class AreaImport(Model):
    """A file of areas on its way into force.

    `step` is what the job process has to do or does, null when it is a person's turn; `done` of `total` is how far it is
    since `step_began_at`, `tries` how often it was begun. `turn` grows with everything that makes such work void. `base`
    is the area version that the check was made beside, `layer_sha256` names the layer that it worked out: only exactly
    that takes effect, as `version_id`. `failure` and the notes in `report` are sentences as `rules.told` has them.
    """

    __tablename__ = "area_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    layer: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(200))
    ending: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    records: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))

    tables: Mapped[list[str]] = mapped_column(JsonText)
    fields: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText, deferred=True)
    guessed: Mapped[dict[str, str | None]] = mapped_column(JsonText)
    mapping: Mapped[dict[str, str | None]] = mapped_column(JsonText)
    datum: Mapped[str | None] = mapped_column(String(8))
    datum_guess: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    options: Mapped[dict[str, Any]] = mapped_column(JsonText)

    step: Mapped[str | None] = mapped_column(String(12))
    done: Mapped[int]
    total: Mapped[int]
    step_began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn: Mapped[int]
    tries: Mapped[int]
    failure: Mapped[dict[str, Any] | None] = mapped_column(JsonText)

    report: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    findings: Mapped[dict[str, Any] | None] = mapped_column(JsonText, deferred=True)
    must: Mapped[int | None]
    may: Mapped[int | None]
    difference: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    base: Mapped[int | None]
    layer_sha256: Mapped[str | None] = mapped_column(String(64))
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("area_version.id"), index=True)
