"""The process of the background jobs: works while its parent, a server process, lives. Knows no job."""

from __future__ import annotations

import os
import sys
import time

from app.config import Settings
from app.factory import create_app
from app.jobs import run_pending

IDLE_S = 1.0


def main() -> None:
    """Rounds of all jobs until the parent is gone, also when it was killed and could say nothing.

    The parent tells its number: asked for here, it might already be somebody else's.
    """
    parent = int(sys.argv[1])
    app = create_app(Settings.from_env(os.environ))
    while os.getppid() == parent:
        if run_pending(app) == 0:
            time.sleep(IDLE_S)


if __name__ == "__main__":
    main()
