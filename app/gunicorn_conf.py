"""How gunicorn serves: two processes of threads; one of them keeps the process of the background jobs alive."""

from __future__ import annotations

import gc
import importlib
import os
import resource
from typing import Any

from app.core.admission import THREADS

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

    Nothing but modules: the app itself, with its connections, threads and settings, is made by each process.
    """
    gc.disable()  # everything stays; looking through it again and again is a sixth of the time
    importlib.import_module("app.factory")
    gc.enable()
    gc.freeze()  # so that no fork touches, and thereby copies, what all have in common


def post_worker_init(worker: Any) -> None:
    """Every server process offers to keep the job process alive; a file lock lets one of them."""
    from app.jobs import start_jobs

    start_jobs(worker.app.callable)
