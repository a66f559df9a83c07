"""Shapes of what lists of cases are narrowed to, and of what saved filters keep of it. Never touch the database."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from app.cases.list_order import Order
from app.cases.schemas import CaseOut
from app.cases.states import CaseState, Origin
from app.catalog.limits import Colour
from app.catalog.rules import Group
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.wording import storable

MOST_VALUES: Final = 50
"""Of one filter."""
MOST_CHOSEN: Final = 1_000
"""Cases that somebody ticked one by one, or a list as far as it was read."""
_SAME: Final = {"since": "from", "until": "to", "words": "q"}


class Several(ma.fields.String):
    """Values with commas between; each is one of `words`, or a text of at most `longest` characters."""

    def __init__(self, words: type[Any] | None = None, longest: int = 80, **kwargs: Any) -> None:
        super().__init__(load_default="", **kwargs)
        self._words = {str(word) for word in words} if words else None
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        values = tuple(dict.fromkeys(storable(part.strip()) for part in text.split(",") if part.strip()))
        if len(values) > MOST_VALUES or any(len(part) > self._longest for part in values):
            raise ma.ValidationError(f"At most {MOST_VALUES} values of {self._longest} characters.")
        unknown = sorted(set(values) - self._words) if self._words is not None else []
        if unknown:
            raise ma.ValidationError(f"Unknown: {', '.join(unknown)}; known are {', '.join(sorted(self._words or ()))}.")
        return values


class NarrowedIn(ma.Schema):
    """Which cases; values of one filter with commas between. Days are the city's, both included."""

    state = Several(CaseState)
    unit = Several(longest=40)
    segment = Several(longest=40)
    cell = Several(longest=40)
    category = Several()
    group = Several(Group)
    campaign = Several(longest=40)
    origin = Several(Origin)
    colour = Several(Colour, metadata={"description": "of the clock, now; only cases that are still worked on have one"})
    urgent = ma.fields.Boolean(load_default=None)
    supervised = ma.fields.Boolean(load_default=None, metadata={"description": "with an order of supervision that is open"})
    since = ma.fields.Date(load_default=None, data_key="from")
    until = ma.fields.Date(load_default=None, data_key="to")
    words = ma.fields.String(load_default=None, data_key="q", validate=ma.validate.Length(max=100))

    @ma.pre_load
    def _other_names(self, data: Any, **_kwargs: Any) -> Any:
        """`since`, `until` and `words` mean what `from`, `to` and `q` mean."""
        return {_SAME.get(name, name): value for name, value in data.items()}


class CasesIn(NarrowedIn):
    """Which cases, in which order and which part of the list. `due` lists what is still worked on, what is due first."""

    sort = ma.fields.Enum(Order, by_value=True, load_default=Order.NEWEST)
    pictures = ma.fields.Boolean(load_default=False, metadata={"description": "with the picture that stands for each case"})
    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ExportIn(NarrowedIn):
    """Which cases leave, in which order and as what."""

    sort = ma.fields.Enum(Order, by_value=True, load_default=Order.NEWEST)
    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(["xlsx", "csv"]))
    language = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(["zh-CN", "en"]))


class ChosenIn(ma.Schema):
    """Which cases leave, in this order, and as what."""

    case_nos = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(min=1, max=19)), required=True, validate=ma.validate.Length(1, MOST_CHOSEN)
    )
    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(["xlsx", "csv"]))
    language = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(["zh-CN", "en"]))


class CasesOut(ma.Schema):
    """A page of cases; `cursor` asks for the next one."""

    items = ma.fields.List(ma.fields.Nested(CaseOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class CountOut(ma.Schema):
    """How many; exact up to 1,000, then `more` is true."""

    count = ma.fields.Integer(required=True)
    more = ma.fields.Boolean(required=True)


class CountsOut(ma.Schema):
    """How many cases a list holds, in all and in each state."""

    all = ma.fields.Nested(CountOut, required=True)
    states = ma.fields.Dict(required=True, keys=ma.fields.String(), values=ma.fields.Nested(CountOut))
