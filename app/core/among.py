"""A condition that a column has one of very many values, as one parameter of the statement. Knows no table.

A street has hundreds of cells: as so many parameters they would cost more than the statement itself, in each of its places.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.core.postgresql import NAME as POSTGRESQL

FEW: Final = 50
"""So many stand in the statement one by one, where databases count how many rows each of them has."""


def among(column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """That the column has one of these values."""
    listed = sorted(values)
    found: ColumnElement[bool] = column.in_(listed) if len(listed) <= FEW else _Among(column.expression, listed)
    return found


class _Texts(TypeDecorator[list[str]]):
    """Texts as one parameter: an array on PostgreSQL, JSON elsewhere."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if dialect.name == POSTGRESQL else json.dumps(value)


class _Among(ColumnElement[bool]):
    inherit_cache = True
    _traverse_internals = [
        ("column", InternalTraversal.dp_clauseelement),
        ("texts", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], values: list[str]) -> None:
        self.type = Boolean()
        self.column = column
        self.texts = bindparam(None, values, type_=_Texts(), unique=True)


@compiles(_Among)
def _from_json(among: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    values = f"SELECT value FROM json_each({compiler.process(among.texts, **kwargs)})"
    return f"{compiler.process(among.column, **kwargs)} IN ({values})"


@compiles(_Among, POSTGRESQL)
def _from_array(among: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"{compiler.process(among.column, **kwargs)} = ANY ({compiler.process(among.texts, **kwargs)})"
