"""Shapes of login on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma


class SignIn(ma.Schema):
    """What a login sends; `device_id` tells which phone the person signs in on."""

    username = ma.fields.String(required=True, validate=ma.validate.Length(1, 64))
    password = ma.fields.String(required=True, validate=ma.validate.Length(1, 256), load_only=True)
    device_id = ma.fields.UUID(load_default=None, allow_none=True)


class ChosenPassword(ma.Schema):
    """The password somebody has and the one they choose."""

    current = ma.fields.String(required=True, validate=ma.validate.Length(1, 256), load_only=True)
    chosen = ma.fields.String(required=True, validate=ma.validate.Length(1, 256), load_only=True)


class ScopeOut(ma.Schema):
    """Codes a person works with; three empty lists mean the whole city."""

    segments = ma.fields.List(ma.fields.String(), required=True)
    cells = ma.fields.List(ma.fields.String(), required=True)
    units = ma.fields.List(ma.fields.String(), required=True)


class PersonOut(ma.Schema):
    """Who is signed in."""

    id = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    scope = ma.fields.Nested(ScopeOut, required=True)
    permissions = ma.fields.List(ma.fields.String(), required=True)
    password_given = ma.fields.Boolean(
        required=True, metadata={"description": "somebody else knows the password: choose one before anything else"}
    )


class SessionOut(ma.Schema):
    """A login session."""

    person = ma.fields.Nested(PersonOut, required=True)
