"""Filters that people keep for their lists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission, Role
from app.cases import filters
from app.cases.filter_models import SavedFilter
from app.cases.list_schemas import CasesIn
from app.core.api import Blueprint
from app.core.errors import InvalidBody
from app.core.fields import Words
from app.core.if_match import ETAG_HEADER, IfMatch, IfMatchOrNew, etag
from app.core.problems import pointers
from app.core.transaction import transactional

blp = Blueprint("saved-filters", __name__, url_prefix="/api/v1", description="Filters that people keep for their lists")

_NAMES = frozenset(field.data_key or name for name, field in CasesIn().fields.items()) | {"since", "until", "words"}
_PAGING = frozenset({"cursor", "limit"})


class FilterIn(ma.Schema):
    """A filter: its name, the query of `GET /api/v1/cases` without cursor and limit, and whom an administrator gives it to."""

    name = Words(most=60, least=1, required=True)
    query = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.String(validate=ma.validate.Length(max=2_000)), required=True
    )
    role = ma.fields.Enum(Role, by_value=True, load_default=None, allow_none=True)


class FilterOut(ma.Schema):
    """A filter as it is kept; `own` when this person may change it as theirs."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    query = ma.fields.Dict(required=True)
    role = ma.fields.String(required=True, allow_none=True)
    own = ma.fields.Boolean(required=True)
    rev = ma.fields.Integer(required=True)


class FiltersOut(ma.Schema):
    """All filters a person has, by name."""

    items = ma.fields.List(ma.fields.Nested(FilterOut), required=True)


@blp.get("/saved-filters")
@guard(Permission.READ_CASES)
@blp.response(200, FiltersOut)
@blp.problems(401, 403)
def list_filters() -> Response:
    """The person's own filters and those given to a role of theirs."""
    who = actor()
    return jsonify({"items": [_body(kept, who.id) for kept in filters.of(who)]})


@blp.put("/saved-filters/<uuid:filter_id>")
@guard(Permission.READ_CASES)
@blp.arguments(FilterIn)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.response(200, FilterOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404, 412, 422)
@transactional
def keep_filter(given: dict[str, Any], headers: dict[str, Any], filter_id: UUID) -> Response:
    """Keeps a filter; changing one needs its revision."""
    kept = filters.keep(actor(), str(filter_id), headers["if_match"], given["name"], _query(given["query"]), given["role"])
    return _answer(kept)


@blp.delete("/saved-filters/<uuid:filter_id>")
@guard(Permission.READ_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.response(204)
@blp.problems(401, 403, 404, 412, 422)
@transactional
def drop_filter(headers: dict[str, Any], filter_id: UUID) -> Response:
    """Removes a filter."""
    filters.drop(actor(), str(filter_id), headers["if_match"])
    return Response(status=204)


def _query(query: dict[str, str]) -> dict[str, str]:
    """The query, if a list of cases understands it. Raises InvalidBody."""
    wrong: dict[str, Any] = {name: ["No such filter."] for name in query if name not in _NAMES - _PAGING}
    wrong |= CasesIn(unknown=ma.EXCLUDE).validate(query)
    if wrong:
        raise InvalidBody("A list of cases does not understand this filter.", errors=pointers({"query": wrong}))
    return query


def _answer(kept: SavedFilter) -> Response:
    response = jsonify(_body(kept, actor().id))
    response.headers.update(etag(kept.rev))
    return response


def _body(kept: SavedFilter, reader: str) -> dict[str, Any]:
    own = kept.person_id == reader and kept.role is None
    return {"id": kept.id, "name": kept.name, "query": kept.query, "role": kept.role, "own": own, "rev": kept.rev}
