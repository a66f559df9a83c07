"""How gunicorn serves: two processes of threads; one of them keeps the process of the background jobs alive."""

from __future__ import annotations

import os
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 16
timeout = 120
graceful_timeout = 20
keepalive = 30
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Every server process offers to keep the job process alive; a file lock lets one of them."""
    from app.jobs import start_jobs

    start_jobs(worker.app.callable)
