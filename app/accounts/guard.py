"""Decides whether a request may reach a view: login session, permission, same origin. Knows no feature's views.

Every view carries `guard(Permission…)` or `public`; a test fails for one that carries neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from flask.sessions import SessionInterface

from app.accounts import queries, service
from app.accounts.login_rules import DemoOnlyHere, NotSignedIn, PasswordGiven, session_idle
from app.accounts.rules import Actor, Permission
from app.audit.service import act_as
from app.config import Settings, is_loopback
from app.core import clock
from app.core.admission import charge
from app.core.errors import NotAllowed
from app.core.transaction import in_transaction

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


class MissingAppHeader(NotAllowed):
    """A write without the header that no foreign page can send."""

    title = "Writes carry the header X-App: 1 and come from this server's own pages."


def guard(permission: Permission) -> Callable[[View], View]:
    """The view is reached only by a signed-in person with the right; it is also written into the API description.

    Whoever has a password that somebody else knows reaches their own session and nothing more.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            who = actor()
            if who.password_given and permission is not Permission.OWN_SESSION:
                raise PasswordGiven()
            if not who.may(permission):
                raise NotAllowed()
            charge(who.device_id or who.id)
            return view(*args, **kwargs)

        guarded.__guard__ = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def public(view: View) -> View:
    """The view is open to anybody, on purpose."""
    view.__guard__ = "public"  # type: ignore[attr-defined]
    return view


def actor() -> Actor:
    """Who acts in this request. Raises NotSignedIn."""
    if "actor" not in g:
        g.actor = _actor_from_cookie()
        act_as(g.actor)
    return cast(Actor, g.actor)


def settings() -> Settings:
    """The settings of the running app."""
    return cast(Settings, current_app.extensions["settings"])


def cookie_name() -> str:
    """`__Host-` pins the cookie to this host over https; browsers refuse that prefix on plain http."""
    return "__Host-sid" if settings().secure else "sid"


def register_origin_check(app: Flask) -> None:
    """Every write under /api carries X-App and no foreign Origin: what a forged form cannot do."""

    @app.before_request
    def refuse_foreign_writes() -> None:
        if request.method in SAFE or not request.path.startswith("/api/"):
            return
        if request.routing_exception is not None:
            return  # no view will run: 404 and 405 say more than 403
        if request.headers.get("X-App") != "1" or not _own_origin(request.headers.get("Origin")):
            raise MissingAppHeader()


class NoFlaskSession(SessionInterface):
    """Login sessions are rows of ours; Flask's own signed cookie is never read, which every request would pay for."""

    def open_session(self, app: Flask, request: Request) -> None:
        """There is none."""


def refuse_demo_from_afar(is_demo: bool) -> None:
    """Raises DemoOnlyHere unless the demo is on and peer and Host are this machine, with nothing in between."""
    if not is_demo:
        return
    direct = not any(name in request.headers for name in FORWARDING)
    host = urlsplit(f"//{request.host}").hostname
    peer = request.environ.get("xunjie.peer", request.remote_addr)
    if not (settings().demo and direct and is_loopback(peer) and is_loopback(host)):
        raise DemoOnlyHere()


def _actor_from_cookie() -> Actor:
    token = request.cookies.get(cookie_name())
    now = clock.now()
    token_hash = service.token_hash(token or "")
    found = queries.live_session(token_hash, now) if token else None
    if found is None:
        raise NotSignedIn()
    refuse_demo_from_afar(found.demo)
    if now - found.last_used_at > service.TOUCH_EVERY:
        in_transaction(lambda: service.touch_session(token_hash, session_idle(found.actor.roles), now))
    return found.actor


def _own_origin(origin: str | None) -> bool:
    if origin is None:
        return True
    return origin in {settings().public_url, f"http://{request.host}", f"https://{request.host}"}
