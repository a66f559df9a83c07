"""Speaks the product's protocol over HTTP as a phone and as a supervisor's desk do. Judges nothing."""

from __future__ import annotations

from typing import Any

import requests

from scripts.manifests import Sealed

TIMEOUT_S = 90


class Client:
    """One signed-in person. Not `kept_open` for who asks seldom: a server drops a connection that it finds idle."""

    def __init__(self, url: str, username: str, password: str, *, kept_open: bool = True) -> None:
        self.url = url.rstrip("/")
        self._url = f"{self.url}/api/v1"
        self._http = requests.Session()
        self._http.headers["X-App"] = "1"
        if not kept_open:
            self._http.headers["Connection"] = "close"
        answer = self._http.post(f"{self._url}/session", json={"username": username, "password": password}, timeout=TIMEOUT_S)
        if answer.status_code != 200:
            raise SystemExit(f"{username} cannot sign in at {url}: {answer.status_code} {answer.text[:300]}")
        self.person_id: str = answer.json()["person"]["id"]

    @property
    def cookie(self) -> str:
        """The value of the login cookie."""
        return str(next(iter(self._http.cookies)).value)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Any request; `path` is below /api/v1, options are those of requests."""
        return self._http.request(method, f"{self._url}{path}", timeout=TIMEOUT_S, **options)

    def put_report(self, sealed: Sealed) -> requests.Response:
        """Sends a manifest."""
        headers = {"Content-Type": "application/json"}
        return self._http.put(f"{self._url}/reports/{sealed.report_id}", sealed.content, headers=headers, timeout=TIMEOUT_S)

    def put_photo(self, sha256: str, content: bytes) -> requests.Response:
        """Sends a photo's bytes under a name."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(len(content))}
        return self._http.put(f"{self._url}/photos/{sha256}", content, headers=headers, timeout=TIMEOUT_S)

    def photo(self, sha256: str, size: str | None = None) -> requests.Response:
        """A drawn picture, or without size the original."""
        query = {"size": size} if size else None
        return self._http.get(f"{self._url}/photos/{sha256}", params=query, timeout=TIMEOUT_S)

    def report(self, report_id: str) -> requests.Response:
        """One report as it is read."""
        return self._http.get(f"{self._url}/reports/{report_id}", timeout=TIMEOUT_S)

    def placement(self, lon: float, lat: float) -> dict[str, Any]:
        """Where the server places a point."""
        query = {"lon": lon, "lat": lat, "accuracy_m": 5, "datum": "wgs84"}
        answer = self._http.get(f"{self._url}/placement", params=query, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return dict(answer.json())
