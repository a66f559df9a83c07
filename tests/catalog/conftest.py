"""The app with the catalogue's routes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.catalog import routes


@pytest.fixture
def app(app: Flask) -> Flask:
    if routes.blp.name not in app.blueprints:
        app.register_blueprint(routes.blp)
    return app
