"""Decides what every request and answer carries: peer behind proxies, size limit, security headers. Knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, TypeVar, cast

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:{tiles}; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; media-src 'self' blob:; "
    "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
API_CSP = "default-src 'none'; frame-ancestors 'none'"

View = TypeVar("View", bound=Callable[..., Any])
_Environ = dict[str, Any]
_App = Callable[[_Environ, Any], Iterable[bytes]]


class TrustedProxies:
    """WSGI middleware: forwarding headers count only when the peer is a trusted proxy.

    `xunjie.peer` keeps the address that really connected.
    """

    def __init__(self, app: _App, networks: tuple[IPv4Network | IPv6Network, ...]) -> None:
        self._app = app
        self._behind_proxy = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self._networks = networks

    def __call__(self, environ: _Environ, start_response: Any) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        environ["xunjie.peer"] = peer
        return (self._behind_proxy if self._trusted(peer) else self._app)(environ, start_response)

    def _trusted(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def takes_at_most(size: int) -> Callable[[View], View]:
    """Decorator, before anything reads the body: one of more bytes is refused (413). For views that anybody may reach."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            request.max_content_length = size
            return view(*args, **kwargs)

        return cast(View, limited)

    return decorate


def register_headers(app: Flask, *, secure: bool, tile_origin: str = "") -> None:
    """Security headers on every answer; views may set a narrower CSP of their own.

    Pages may load pictures from `tile_origin`, the one foreign host there can be, and nothing else from it.
    """
    page_csp = PAGE_CSP.format(tiles=f" {tile_origin}" if tile_origin else "")

    @app.after_request
    def add_headers(response: Response) -> Response:
        api = request.path.startswith("/api/")
        headers = response.headers
        headers.setdefault("Content-Security-Policy", API_CSP if api else page_csp)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)")
        if api:
            headers.setdefault("Cache-Control", "no-store")
        if secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
