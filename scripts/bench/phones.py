"""The bench's client: many phones that send reports with two photos over kept-alive connections. A process of its own.

    python -m scripts.bench.phones {ours|puts|multipart} PORT CONNECTIONS REPORTS [SECONDS]

Says "ready" when everything is prepared and warm, starts at a line on standard input, answers with one JSON line.
`ours` speaks the product's protocol as a phone does: manifest (202), photos (201), manifest again (receipt, level
photos). `puts` and `multipart` hand the same bytes to the yardstick.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import Any

import uuid_utils

from scripts.bench.city import SMALL, places
from scripts.bench.pictures import MARK_BYTES, Negative
from scripts.manifests import Place, Sealed, Sender, seal

USERNAME = "bench"
PASSWORD = "only load, nobody real"
WARM_UP = 4
"""Untimed reports per connection, so that both server processes have imported and compiled what they need."""
BOUNDARY = "bench-boundary"


class WrongAnswer(Exception):
    """The server did not answer what the protocol says; a figure measured on it would mean nothing."""


@dataclass
class Result:
    """What one connection did; `told_to_wait` counts answers with which a busy server sends phones away for a while."""

    times_s: list[float] = field(default_factory=list)
    told_to_wait: int = 0
    error: str | None = None


class Phone:
    """One connection and the parcels it sends."""

    def __init__(self, way: str, port: int, cookie: str, parcels: Iterator[Sealed]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._send = {"ours": self._ours, "puts": self._puts, "multipart": self._multipart}[way]
        self._headers = {"X-App": "1", "Cookie": cookie}
        self._parcels = parcels
        self.told_to_wait = 0

    def send(self) -> float:
        """Sends the next parcel; the seconds until the last answer."""
        parcel = next(self._parcels)
        started = time.perf_counter()
        self._send(parcel)
        return time.perf_counter() - started

    def _ours(self, parcel: Sealed) -> None:
        address = f"/api/v1/reports/{parcel.report_id}"
        first = self._ask("PUT", address, parcel.content, 202, "application/json")
        if sorted(first["missing"]) != sorted(name for name, _ in parcel.photos):
            raise WrongAnswer(f"the receipt misses {first['missing']}")
        for name, photo in parcel.photos:
            self._ask("PUT", f"/api/v1/photos/{name}", photo, 201, "application/octet-stream")
        last = self._ask("PUT", address, parcel.content, 200, "application/json")
        if last["level"] != "photos" or last["manifest_sha256"] != parcel.sha256:
            raise WrongAnswer(f"the last receipt says {last}")

    def _puts(self, parcel: Sealed) -> None:
        self._ask("PUT", f"/reports/{parcel.report_id}", parcel.content, 201, "application/json")
        for name, photo in parcel.photos:
            self._ask("PUT", f"/photos/{name}", photo, 201, "application/octet-stream")

    def _multipart(self, parcel: Sealed) -> None:
        parts = [(parcel.report_id, parcel.content), *parcel.photos]
        body = b"".join(_part(name, content) for name, content in parts) + f"--{BOUNDARY}--\r\n".encode()
        self._ask("POST", "/multipart", body, 201, f"multipart/form-data; boundary={BOUNDARY}")

    def _ask(self, method: str, path: str, body: bytes, expected: int, content_type: str) -> Any:
        while True:
            self._connection.request(method, path, body, {**self._headers, "Content-Type": content_type})
            answer = self._connection.getresponse()
            content = answer.read()
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            self.told_to_wait += 1
            time.sleep(float(answer.headers["Retry-After"]))  # as a phone does; the wait is part of the report's time
        if answer.status != expected:
            raise WrongAnswer(f"{method} {path}: {answer.status} instead of {expected}: {content[:300]!r}")
        return json.loads(content) if content else None


def main() -> None:
    """Prepares, waits for the word, sends, reports."""
    way, port, connections, reports = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    seconds = float(sys.argv[5]) if len(sys.argv) > 5 else 30.0
    each = -(-reports // connections)
    phones = make_phones(way, port, connections, each + WARM_UP)
    warm = together(phones, WARM_UP, 60.0)
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    results = together(phones, each, seconds)
    elapsed = time.perf_counter() - started
    errors = [result.error for result in (*warm, *results) if result.error]
    times_s = [time for one in results for time in one.times_s]
    waits = sum(one.told_to_wait for one in results)
    print(json.dumps({"seconds": elapsed, "times_s": times_s, "told_to_wait": waits, "errors": errors}))


def together(phones: list[Phone], each: int, seconds: float) -> list[Result]:
    """All phones send `each` parcels at once, or as many as they can in `seconds`."""
    results = [Result() for _ in phones]
    deadline = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_work, args=(phone, each, deadline, result))
        for phone, result in zip(phones, results, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def make_phones(way: str, port: int, count: int, each: int) -> list[Phone]:
    """Phones that are signed in, if the server knows logins, with parcels for `each` reports: a device of its own is each
    one's, because the server counts what every device asks of it."""
    spots, negative, made = iter(places(SMALL, count * each)), Negative(), []
    for _ in range(count):
        device_id = str(uuid_utils.uuid7())
        cookie, author_id = sign_in(port, device_id) if way == "ours" else ("", str(uuid_utils.uuid7()))
        made.append(Phone(way, port, cookie, make_parcels(Sender(author_id, device_id), list(islice(spots, each)), negative)))
    return made


def sign_in(port: int, device_id: str | None = None) -> tuple[str, str]:
    """(cookie, person id) of the bench's account, on this device."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"username": USERNAME, "password": PASSWORD, "device_id": device_id})
    connection.request("POST", "/api/v1/session", body, {"X-App": "1", "Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise WrongAnswer(f"sign-in: {answer.status} {content[:300]!r}")
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    return cookie, json.loads(content)["person"]["id"]


def make_parcels(sender: Sender, spots: list[tuple[float, float]], negative: Negative) -> Iterator[Sealed]:
    """A report at each of these places, with two photos nobody has seen."""
    photos = [[negative.photo(os.urandom(MARK_BYTES)) for _ in range(2)] for _ in spots]
    return iter([seal(sender, number, Place(*spot), photos[number - 1]) for number, spot in enumerate(spots, start=1)])


def _part(name: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


def _work(phone: Phone, each: int, deadline: float, result: Result) -> None:
    before = phone.told_to_wait
    try:
        for _ in range(each):
            if time.perf_counter() > deadline:
                break
            result.times_s.append(phone.send())
    except (OSError, http.client.HTTPException, WrongAnswer) as error:
        result.error = f"{type(error).__name__}: {error}"
    result.told_to_wait = phone.told_to_wait - before


if __name__ == "__main__":
    main()
