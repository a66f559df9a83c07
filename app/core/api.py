"""Decides how routes are declared and described (flask-smorest), with this project's error shape. Knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
from flask import Flask
from webargs.flaskparser import FlaskParser

from app.core.errors import InvalidBody, MalformedBody
from app.core.problems import MEDIA_TYPE, SLUG_BY_STATUS, pointers

View = TypeVar("View", bound=Callable[..., Any])


class ProblemSchema(ma.Schema):
    """RFC 9457 problem document; extra members carry facts."""

    class Meta:
        unknown = ma.INCLUDE

    type = ma.fields.String(required=True, metadata={"description": "/problems/<slug>; the slug is the contract"})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String()
    request_id = ma.fields.String()
    errors = ma.fields.List(ma.fields.Dict(), metadata={"description": "JSON pointers to what is wrong"})

    def __deepcopy__(self, _memo: dict[int, Any]) -> ProblemSchema:
        """Itself: nothing changes it, and flask-smorest copies all that a view is described with at every decorator."""
        return self


_PROBLEM = ProblemSchema()


class _Parser(FlaskParser):
    """Arguments that do not fit are InvalidBody with pointers; a body that is no JSON is MalformedBody."""

    DEFAULT_VALIDATION_STATUS = 422

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_kwargs: Any) -> Any:
        raise InvalidBody(errors=_by_place(error.messages))

    def _raw_load_json(self, req: Any) -> Any:
        """A number of 5,000 digits or 50,000 brackets are no JSON for us either; the parser has no error of its own for them."""
        try:
            return super()._raw_load_json(req)
        except (RecursionError, ValueError) as error:
            return self._handle_invalid_json_error(error)

    def _handle_invalid_json_error(self, error: Any, *_args: Any, **_kwargs: Any) -> Any:
        raise MalformedBody("The body is not JSON: send an object in UTF-8.")


def _by_place(messages: Any) -> list[dict[str, str]]:
    """Pointers into the body start at its root; those into the query or path name their place first."""
    if isinstance(messages, dict) and set(messages) == {"json"}:
        return pointers(messages["json"])
    return pointers(messages)


class Blueprint(flask_smorest.Blueprint):
    """A blueprint whose argument errors are problems."""

    ARGUMENTS_PARSER = _Parser()

    def problems(self, *statuses: int) -> Callable[[View], View]:
        """Decorator: describes which problems a view may answer, each as application/problem+json."""

        def decorate(view: View) -> View:
            described = vars(view).setdefault("_apidoc", {}).setdefault("response", {}).setdefault("responses", {})
            for status in statuses:
                described.setdefault(status, []).append(_problem(status))
            return view  # as it is: a wrapper for each status would have to run in every request

        return decorate


def _problem(status: int) -> dict[str, Any]:
    """A problem as `alt_response` describes it."""
    return {"schema": _PROBLEM, "description": SLUG_BY_STATUS[status], "content_type": MEDIA_TYPE}


class Api(flask_smorest.Api):
    """flask-smorest without its own error pages: `register_problems` has them all."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Left to `register_problems`."""


def api_settings() -> dict[str, Any]:
    """Configuration of the description (contract §8)."""
    return {
        "API_TITLE": "巡街 Xunjie",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": None,
    }


def describe(blueprints: Iterable[Blueprint]) -> dict[str, Any]:
    """OpenAPI of these blueprints, made on an app of its own.

    It takes several times as long as making the app that serves them, and most processes are never asked for it.
    """
    app = Flask("description", static_folder=None)
    app.config.update(api_settings())
    api = Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    described: dict[str, Any] = deepcopy(api.spec.to_dict())
    return described
