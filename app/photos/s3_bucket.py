"""Decides how a bucket is spoken to: who is asked again and for how long, and what its refusals mean here.

Every request is signed with the hash of its body, so what was altered on the way is refused there. A request that may
pass is tried again after a random pause; whatever else ends as StorageFull, StorageBroken or FileNotFoundError.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError, ResponseStreamingError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from app.photos.rules import StorageBroken, StorageFull
from app.storage_place import BucketPlace

log = logging.getLogger(__name__)
T = TypeVar("T")

CONNECT_S: Final = 3.0
SILENT_S: Final = 15.0
"""How long the bucket may say nothing in the middle of an answer."""
CONNECTIONS: Final = 32
RETRY_AFTER_S: Final = 30
FULL_RETRY_AFTER_S: Final = 600
BROKEN_OFF: Final = (NoConnection, HTTPClientError, ResponseParserError, IncompleteReadError, ResponseStreamingError)
"""What is raised when the line breaks or something that is no bucket answers."""
_MISSING: Final = frozenset(("NoSuchKey", "404", "NotFound"))
_FULL: Final = frozenset(("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "EntityTooLarge"))
_PASSING: Final = frozenset(("SlowDown", "RequestTimeout", "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody"))
_PASSING_STATUS: Final = frozenset((408, 429, 500, 502, 503, 504))
_SESSION: Final = boto3.session.Session()
"""Holds what was read of the library's descriptions, so that a further client costs little."""
_making: Final = threading.Lock()
"""Clients are used by many threads at once, but made by one at a time."""


@dataclass(frozen=True)
class Patience:
    """How often a request is tried and for how many seconds; the first pause is at most `pause_s`, then twice as long."""

    attempts: int = 5
    within_s: float = 10.0
    pause_s: float = 0.2

    def pause(self, attempt: int) -> float:
        """Seconds before the next try: anything up to a bound that doubles, so that many who failed together do not meet."""
        return random.uniform(0, self.pause_s * 2 ** (attempt - 1))


class Bucket:
    """Requests to one bucket. Threads share its connections; a forked process makes its own."""

    def __init__(self, place: BucketPlace, patience: Patience | None = None) -> None:
        self.place = place
        self._patience = patience or Patience()
        self._client: Any = None
        self._owner = 0

    def ask(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """The answer of one request that needs no body. Raises FileNotFoundError, StorageFull or StorageBroken."""
        return self.again(lambda s3: getattr(s3, operation)(Bucket=self.place.bucket, **arguments))

    def again(self, work: Callable[[Any], T]) -> T:
        """Gives `work` the client until it succeeds or patience ends. Raises as `ask`."""
        until = time.monotonic() + self._patience.within_s
        attempt = 1
        while True:
            try:
                return work(self._connected())
            except ClientError as error:
                failure: Exception = error
                if not _may_pass(error):
                    raise self._meaning(error) from error
            except BROKEN_OFF as error:
                failure = error
            pause = self._patience.pause(attempt)
            if attempt >= self._patience.attempts or time.monotonic() + pause > until:
                raise self._away(failure) from failure
            time.sleep(pause)
            attempt += 1

    def _connected(self) -> Any:
        if self._client is None or self._owner != os.getpid():
            with _making:
                if self._client is None or self._owner != os.getpid():
                    self._client, self._owner = client(self.place), os.getpid()
        return self._client

    def _meaning(self, error: ClientError) -> Exception:
        code, status = _code(error)
        if code in _MISSING:
            return FileNotFoundError(f"{self.place}: {error}")
        if code in _FULL or status == 507:
            return StorageFull(retry_after_s=FULL_RETRY_AFTER_S)
        log.critical("%s refuses (%s, %d): %s", self.place, code, status, error)
        return StorageBroken(
            f"The store of the photos refuses this server ({code}): nothing is stored, it is sent again later.",
            retry_after_s=FULL_RETRY_AFTER_S,
        )

    def _away(self, failure: Exception) -> StorageBroken:
        log.error("%s does not answer: %s", self.place, failure)
        return StorageBroken(
            "The store of the photos does not answer: nothing is stored, it is sent again later.", retry_after_s=RETRY_AFTER_S
        )


def client(place: BucketPlace) -> Any:
    """A client that tries once: who is patient, and how long, is decided above."""
    how = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if place.endpoint else "auto", "payload_signing_enabled": True},
        connect_timeout=CONNECT_S,
        read_timeout=SILENT_S,
        max_pool_connections=CONNECTIONS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return _SESSION.client(
        "s3",
        region_name=place.region,
        endpoint_url=place.endpoint,
        aws_access_key_id=place.key_id,
        aws_secret_access_key=place.secret,
        config=how,
    )


def _code(error: ClientError) -> tuple[str, int]:
    answer = error.response
    return str(answer.get("Error", {}).get("Code", "")), int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _may_pass(error: ClientError) -> bool:
    code, status = _code(error)
    return code in _PASSING or (status in _PASSING_STATUS and code not in _FULL)
