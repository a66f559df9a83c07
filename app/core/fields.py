"""Decides how numbers, texts and moments in a body are read. Knows no schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import marshmallow as ma

from app.core.wording import storable

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class Whole(ma.fields.Integer):
    """An integer as JSON Schema means it: 5 and 5.0 are the same, "5", true and 5.5 are refused."""

    def _validated(self, value: Any) -> int:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(whole, bool) or not isinstance(whole, int):
            raise self.make_error("invalid", input=value)
        return whole


class Words(ma.fields.String):
    """A text that a person wrote: trimmed, with what no database could keep replaced, `least` to `most` characters."""

    def __init__(self, most: int, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.Length(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return storable(text).strip()


class Moment(ma.fields.AwareDateTime):
    """A time with its zone, of this century or the next: every zone can tell it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST <= moment <= LATEST:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment.astimezone(UTC)


class YesNo(ma.fields.Boolean):
    """true or false in a body; 0, 1 and words are neither."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
