"""Decides how an object is read to its end over a line that may break: it is asked for again from where it broke."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, Final, cast

from app.photos.rules import StorageBroken
from app.photos.s3_bucket import BROKEN_OFF, RETRY_AFTER_S, Bucket

AT_ONCE: Final = 256 * 1024
BREAKS: Final = 5
"""How often the line may break for one reader; each time it asks again as patiently as for any other request."""


def opened(bucket: Bucket, key: str) -> BinaryIO:
    """The object from its beginning. Raises FileNotFoundError or StorageBroken; reading it raises StorageBroken."""
    return cast(BinaryIO, io.BufferedReader(_Object(bucket, key), AT_ONCE))


class _Object(io.RawIOBase):
    """The bytes of one object as it was when it was opened: another one under its key is never mixed in."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._key = bucket, key
        answer = bucket.ask("get_object", Key=key)
        self._body: Any = answer["Body"]
        self._etag, self._size, self._at = answer["ETag"], int(answer["ContentLength"]), 0
        self._breaks = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As io.RawIOBase; what lies elsewhere is asked for when it is read."""
        at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        if at != self._at:
            self._let_go()
            self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        """As io.RawIOBase. Raises StorageBroken."""
        while self._at < self._size:
            if self._body is None:
                self._body = self._rest()
            chunk = self._read(len(buffer))
            if chunk:
                buffer[: len(chunk)] = chunk
                self._at += len(chunk)
                return len(chunk)
            self._broke_off()
        return 0

    def close(self) -> None:
        if not self.closed:
            self._let_go()
        super().close()

    def _read(self, most: int) -> bytes:
        """What has come, nothing when the line broke before the end."""
        try:
            return cast(bytes, self._body.read(min(most, self._size - self._at)))
        except BROKEN_OFF:
            return b""

    def _broke_off(self) -> None:
        self._let_go()
        self._breaks += 1
        if self._breaks > BREAKS:
            raise StorageBroken("The store of the photos breaks off again and again.", retry_after_s=RETRY_AFTER_S)

    def _rest(self) -> Any:
        """The body from where we are. Raises StorageBroken, also when the object is no longer the one that was opened."""
        try:
            answer = self._bucket.ask("get_object", Key=self._key, Range=f"bytes={self._at}-", IfMatch=self._etag)
        except FileNotFoundError as error:
            raise StorageBroken("The photo was moved while it was read.", retry_after_s=1) from error
        if int(answer["ContentLength"]) != self._size - self._at:
            answer["Body"].close()
            raise StorageBroken("The store of the photos sent another part than the one that was missing.", retry_after_s=1)
        return answer["Body"]

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
