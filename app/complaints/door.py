"""Decides how much the public may say: small bodies, and so many from one address in an hour. In memory, per process."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any, Final, TypeVar, cast

from flask import current_app, g, request

from app.accounts.guard import actor
from app.accounts.login_rules import NotSignedIn
from app.accounts.rules import Actor
from app.core.admission import charge
from app.core.budgets import Buckets
from app.core.errors import TooManyRequests

View = TypeVar("View", bound=Callable[..., Any])
LONGEST_BODY: Final = 32 * 1024
AT_ONCE: Final = 10
PER_S: Final = 10 / 3600
"""From one address. A whole carrier may share one, so it is told when to come again, and staff are not counted here."""
_BUCKETS: Final = "complaint_buckets"


def anybody(view: View) -> View:
    """The view may be reached without signing in, but not often from one address, and with a small body only."""

    @wraps(view)
    def let_in(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = LONGEST_BODY
        who = whoever()
        if who is not None:
            charge(who.device_id or who.id)
        else:
            _count(request.remote_addr or "")
        return view(*args, **kwargs)

    return cast(View, let_in)


def whoever() -> Actor | None:
    """Who is signed in, None for the public; a login session that has ended counts as none."""
    if "whoever" not in g:
        try:
            g.whoever = actor()
        except NotSignedIn:
            g.whoever = None
    return cast("Actor | None", g.whoever)


def _count(address: str) -> None:
    buckets: Buckets = current_app.extensions.setdefault(_BUCKETS, Buckets(AT_ONCE, PER_S))
    wait = buckets.take(address)
    if wait > 0:
        raise TooManyRequests(
            "Too much from here within an hour: try again later, or call the hotline.", retry_after_s=ceil(wait)
        )
