"""The WSGI entry: `gunicorn -c python:app.gunicorn_conf wsgi:app`, and what `flask` finds."""

from __future__ import annotations

import os
import sys

from app.config import BadSettings, Settings
from app.modules import read

APP_LOAD_ERROR = 4
"""The exit code at which gunicorn's master ends as well; at any other it would start workers again for ever."""

factory, restoring = read("app.factory"), read("app.safekeeping.restore_commands")
try:
    app = factory.create_app(Settings.from_env(restoring.settings_for(sys.argv, os.environ)))
except BadSettings as error:
    sys.stderr.write(f"xunjie: {error}\n")
    sys.exit(APP_LOAD_ERROR)
