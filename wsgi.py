"""The WSGI entry: `gunicorn -c python:app.gunicorn_conf wsgi:app`, and what `flask` finds."""

from __future__ import annotations

import os
import sys

from app.config import BadSettings, Settings
from app.factory import create_app

try:
    app = create_app(Settings.from_env(os.environ))
except BadSettings as error:
    sys.exit(f"xunjie: {error}")
