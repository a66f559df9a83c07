"""Decides how numbers in a body are read. Knows no schema."""

from __future__ import annotations

from typing import Any

import marshmallow as ma


class Whole(ma.fields.Integer):
    """An integer as JSON Schema means it: 5 and 5.0 are the same, "5", true and 5.5 are refused."""

    def _validated(self, value: Any) -> int:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(whole, bool) or not isinstance(whole, int):
            raise self.make_error("invalid", input=value)
        return whole
