"""The table of the retention rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class RetentionRules(Model):
    """The rules as they were set at a moment; the newest row counts. Rows are only ever added."""

    __tablename__ = "retention_rules"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
