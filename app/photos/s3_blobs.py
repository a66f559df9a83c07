"""Decides how bytes lie in a bucket so that an answer of "stored" is the bucket's own, and how they leave it again.

They lie under `originals/<name>`; what is out of the way under `rotten/`, `collected/` or `destroyed/`. A bucket has no
rename: taking out is a copy there and then a removal, in turns with whoever puts the same name. Killed in between, both
are there, and who settles what is out of the way finds the name taken. No listing but for walks.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import uuid4

from app.photos import s3_reading
from app.photos.blobs import NAME, Lying, TakenOut, Why
from app.photos.folder_blobs import check_disk
from app.photos.rules import StorageBroken
from app.photos.s3_bucket import RETRY_AFTER_S, Bucket
from app.photos.turns import Turns

IN_PLACE: Final = "originals"


class S3Blobs:
    """Bytes in a part of a bucket. `folder` is of this machine: for bytes on their way in, and for turns."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self.incoming = folder / "incoming"
        self._bucket = bucket
        self._turns = Turns(folder / "turns")
        self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def check_room(self, length: int) -> None:
        check_disk(self.incoming, length)

    def put(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).digest()
            size = file.tell()

        def send(s3: Any) -> None:
            with path.open("rb") as body:
                s3.put_object(**self._at(name), Body=body, ContentLength=size, ContentMD5=base64.b64encode(md5).decode())

        with self._turns.beside(name):
            try:
                self._bucket.again(send)
            except FileNotFoundError as error:
                raise _odd("The store of the photos has no place for them") from error
            if self.size(name) != size:
                raise _odd("The store of the photos did not keep what it took")
        path.unlink(missing_ok=True)

    def confirm(self, name: str) -> bool:
        return self.size(name) is not None

    def open(self, name: str) -> BinaryIO:
        return s3_reading.opened(self._bucket, self._key(name))

    def size(self, name: str) -> int | None:
        return self._size_of(self._key(name))

    def mark(self, name: str) -> int | None:
        return self._turns.mark(name)

    def unmoved(self, name: str, mark: int) -> bool:
        return self._turns.mark_now(name) == mark

    def walk(self, prefix: str) -> Iterator[Lying]:
        for found in self._listed(self._key(prefix)):
            name = found["Key"].rsplit("/", 1)[-1]
            if NAME.fullmatch(name):
                yield Lying(name, found["Size"], found["LastModified"].timestamp())

    def is_there(self) -> bool:
        return next(self._listed(self._key(""), at_once=1), None) is not None

    def take_out(self, name: str, why: Why) -> TakenOut | None:
        out = f"{why}/{name}.{uuid4().hex[:8]}" if why == "rotten" else f"{why}/{name}"
        with self._turns.alone(name, taking=True):
            if not self._copied(self._key(name), self._full(out)):
                return None
            self._bucket.ask("delete_object", Key=self._key(name))
        return TakenOut(name, why, time.time(), out)

    def open_out(self, taken: TakenOut) -> BinaryIO:
        return s3_reading.opened(self._bucket, self._full(taken.where))

    def put_back(self, taken: TakenOut) -> None:
        with self._turns.alone(taken.name):
            if self.size(taken.name) is None and not self._copied(self._full(taken.where), self._key(taken.name)):
                raise FileNotFoundError(taken.where)
            self.destroy(taken)

    def destroy(self, taken: TakenOut) -> None:
        self._bucket.ask("delete_object", Key=self._full(taken.where))

    def taken_out(self, why: Why) -> Iterator[TakenOut]:
        return self._taken(f"{why}/", why)

    def remove(self, name: str) -> None:
        with self._turns.alone(name, taking=True):
            self._bucket.ask("delete_object", Key=self._key(name))

    def _copied(self, source: str, target: str) -> bool:
        """Copies within the bucket and looks whether all of it arrived; False when there is no source."""
        size = self._size_of(source)
        if size is None:
            return False
        bucket = self._bucket.place.bucket
        try:
            self._bucket.ask("copy_object", Key=target, CopySource={"Bucket": bucket, "Key": source})
        except FileNotFoundError:
            return False
        if self._size_of(target) != size:
            raise _odd("The store of the photos did not keep what it copied")
        return True

    def _size_of(self, key: str) -> int | None:
        """Asked with the first byte: a refusal of that names what is missing, the key or the whole bucket."""
        try:
            answer = self._bucket.ask("get_object", Key=key, Range="bytes=0-0")
        except FileNotFoundError:
            return None
        answer["Body"].close()
        part = answer.get("ContentRange")
        return int(part.rpartition("/")[2]) if part else int(answer["ContentLength"])

    def _taken(self, prefix: str, why: Why) -> Iterator[TakenOut]:
        for found in self._listed(self._full(prefix)):
            where = found["Key"].removeprefix(self._bucket.place.prefix)
            name = where.partition("/")[2][:64]
            if NAME.fullmatch(name):
                yield TakenOut(name, why, found["LastModified"].timestamp(), where)

    def _listed(self, prefix: str, at_once: int = 1000) -> Iterator[dict[str, Any]]:
        more: dict[str, Any] = {"Prefix": prefix, "MaxKeys": at_once}
        while True:
            page = self._bucket.ask("list_objects_v2", **more)
            yield from page.get("Contents", ())
            if not page.get("IsTruncated"):
                return
            more["ContinuationToken"] = page["NextContinuationToken"]

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket.place.bucket, "Key": self._key(name)}

    def _key(self, name: str) -> str:
        return self._full(f"{IN_PLACE}/{name}")

    def _full(self, where: str) -> str:
        return self._bucket.place.prefix + where


def _odd(what: str) -> StorageBroken:
    return StorageBroken(f"{what}: nothing is stored, it is sent again later.", retry_after_s=RETRY_AFTER_S)
