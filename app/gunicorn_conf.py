"""How gunicorn serves: two processes of threads; one of them keeps the process of the background jobs alive."""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

from app.config import BadSettings, Settings
from app.core.admission import THREADS
from app.modules import read

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = THREADS
worker_connections = 4096
"""Kept-alive connections cost a file descriptor each; a thousand phones have two."""
timeout = 120
graceful_timeout = 20
keepalive = 30
control_socket_disable = True

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))


def on_starting(_arbiter: Any) -> None:
    """The modules are read once, in the process that the server processes are forks of: half the work of a start.

    Nothing but modules: the app itself, with its connections, threads and settings, is made by each process. Settings that
    none of them could use end it here, with their sentence.
    """
    try:
        Settings.from_env(os.environ)
    except BadSettings as error:
        sys.exit(f"xunjie: {error}")
    read("app.factory")


def post_worker_init(worker: Any) -> None:
    """Every server process offers to keep the job process alive; a file lock lets one of them."""
    from app.jobs import start_jobs

    start_jobs(worker.app.callable)
