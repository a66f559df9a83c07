"""The browser in which measurements slow a page down to what a cheap phone is."""

from __future__ import annotations

import shutil

SLOWER = 6
"""Times by which the processor is slowed down: about a cheap Android."""
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The program; None where there is none."""
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)
