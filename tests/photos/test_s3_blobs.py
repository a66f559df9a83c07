"""Bytes in a bucket of a real object storage: as they were, durable when it says so, and an honest answer when it is away."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.photos.keyring import Keyring
from app.photos.rules import StorageBroken, StorageFull
from app.photos.s3_blobs import S3Blobs
from app.photos.s3_bucket import Bucket, Patience
from app.photos.store import Store
from app.storage_place import BucketPlace
from tests.photos.pictures import sha256
from tests.photos.swift import Swift

PHOTO = os.urandom(300_000)
NAME = sha256(PHOTO)
QUICK = Patience(attempts=2, within_s=2.0, pause_s=0.01)


@pytest.fixture
def bucket(swift: Swift) -> Bucket:
    return Bucket(swift.place(), QUICK)


@pytest.fixture
def blobs(bucket: Bucket, tmp_path: Path) -> S3Blobs:
    return S3Blobs(bucket, tmp_path / "storage")


def put(blobs: S3Blobs, content: bytes = PHOTO, name: str = NAME) -> None:
    path = blobs.incoming / "one"
    path.write_bytes(content)
    blobs.put(path, name)
    assert not path.exists()


def read(blobs: S3Blobs, name: str = NAME) -> bytes:
    with blobs.open(name) as file:
        return file.read()


def keys(swift: Swift, bucket: Bucket) -> list[str]:
    """What really lies in the bucket."""
    return [one["Key"] for one in swift.client().list_objects_v2(Bucket=bucket.place.bucket).get("Contents", [])]


def test_this_storage_is_a_real_one_it_refuses_a_bad_signature(swift: Swift, bucket: Bucket) -> None:
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        swift.client("not the secret").list_objects_v2(Bucket=bucket.place.bucket)
    with pytest.raises(ClientError, match="BadDigest"):
        swift.client().put_object(Bucket=bucket.place.bucket, Key="x", Body=b"one", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")


def test_what_was_put_is_there_byte_for_byte_until_it_is_removed(swift: Swift, bucket: Bucket, blobs: S3Blobs) -> None:
    assert (blobs.size(NAME), blobs.confirm(NAME), blobs.is_there()) == (None, False, False)
    put(blobs)
    assert read(blobs) == PHOTO
    assert (blobs.size(NAME), blobs.confirm(NAME), blobs.is_there()) == (len(PHOTO), True, True)
    assert keys(swift, bucket) == [f"city/originals/{NAME}"]
    put(blobs, PHOTO[:1000])
    assert read(blobs) == PHOTO[:1000]
    blobs.remove(NAME)
    blobs.remove(NAME)
    assert blobs.size(NAME) is None
    with pytest.raises(FileNotFoundError):
        blobs.open(NAME)


def test_a_walk_sees_everything_under_its_prefix_page_by_page(
    bucket: Bucket, blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"ab{number:062x}" for number in range(5)]
    for name in (*names, "ac" + "0" * 62):
        put(blobs, name.encode(), name)
    pages = []
    real = bucket.ask

    def two_at_once(operation: str, **arguments: Any) -> dict[str, Any]:
        if operation == "list_objects_v2":
            pages.append(arguments)
            arguments["MaxKeys"] = 2
        return real(operation, **arguments)

    monkeypatch.setattr(bucket, "ask", two_at_once)
    walked = list(blobs.walk("ab"))
    assert [(one.name, one.size) for one in walked] == [(name, 64) for name in names]
    assert len(pages) == 3
    assert list(blobs.walk("ff")) == []


def test_what_is_taken_out_frees_its_name_and_comes_back_or_goes_for_good(swift: Swift, bucket: Bucket, blobs: S3Blobs) -> None:
    assert blobs.take_out(NAME, "collected") is None
    put(blobs)
    taken = blobs.take_out(NAME, "collected")
    assert taken is not None
    assert blobs.size(NAME) is None
    assert [one.where for one in blobs.taken_out("collected")] == [taken.where]
    assert [one.name for one in blobs.taken_out("collected")] == [NAME]
    with blobs.open_out(taken) as file:
        assert file.read() == PHOTO
    blobs.put_back(taken)
    assert (read(blobs), list(blobs.taken_out("collected"))) == (PHOTO, [])
    first, second = blobs.take_out(NAME, "rotten"), blobs.take_out(NAME, "rotten")
    assert first is not None
    assert second is None
    put(blobs, b"came anew")
    blobs.put_back(first)
    assert read(blobs) == b"came anew"
    again = blobs.take_out(NAME, "destroyed")
    assert again is not None
    blobs.destroy(again)
    assert keys(swift, bucket) == []


def test_a_mark_says_without_a_request_whether_something_was_taken_out(
    bucket: Bucket, blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(blobs, Keyring(blobs.incoming.parent / "keys.db"))
    mark = store.mark(NAME)
    put(blobs)
    with monkeypatch.context() as patch:
        patch.setattr(bucket, "again", None)
        assert store.still_has(NAME, mark)
    taken = blobs.take_out(NAME, "collected")
    assert taken is not None
    assert not store.still_has(NAME, mark)
    blobs.put_back(taken)
    assert store.still_has(NAME, mark)
    mark = store.mark(NAME)
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "_copied", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            blobs.take_out(NAME, "collected")
    assert mark is not None
    assert not blobs.unmoved(NAME, mark)


def test_bytes_that_come_while_others_are_taken_out_stay(bucket: Bucket, blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    put(blobs, b"rotten")
    copied, fresh = threading.Event(), threading.Thread(target=put, args=(blobs, PHOTO))
    real = bucket.ask

    def slow(operation: str, **arguments: Any) -> dict[str, Any]:
        if operation == "copy_object":
            fresh.start()
            copied.set()
        return real(operation, **arguments)

    monkeypatch.setattr(bucket, "ask", slow)
    taken = blobs.take_out(NAME, "rotten")
    fresh.join()
    assert taken is not None
    assert copied.is_set()
    with blobs.open_out(taken) as file:
        assert file.read() == b"rotten"
    assert read(blobs) == PHOTO


def test_a_reader_goes_on_where_the_line_broke(bucket: Bucket, blobs: S3Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    put(blobs)
    asked: list[str | None] = []
    real = bucket.ask

    def broken(operation: str, **arguments: Any) -> dict[str, Any]:
        answer = real(operation, **arguments)
        asked.append(arguments.get("Range"))
        whole = answer["Body"]
        if len(asked) < 3:
            answer["Body"] = _Broken(whole, 100_000)
        return answer

    monkeypatch.setattr(bucket, "ask", broken)
    assert read(blobs) == PHOTO
    assert asked == [None, "bytes=100000-", "bytes=200000-"]
    with blobs.open(NAME) as file:
        assert file.seek(-10, os.SEEK_END) == len(PHOTO) - 10
        assert file.read() == PHOTO[-10:]
        file.seek(5)
        assert file.read(3) == PHOTO[5:8]


def test_a_photo_that_is_replaced_while_it_is_read_is_not_mixed_with_the_new_one(blobs: S3Blobs) -> None:
    put(blobs)
    with blobs.open(NAME) as file:
        put(blobs, bytes(len(PHOTO)))
        file.seek(1000)
        with pytest.raises(StorageBroken):
            file.read()


class _Broken:
    """A body that ends too early without a word."""

    def __init__(self, whole: Any, after: int) -> None:
        self._whole, self._left = whole, after

    def read(self, size: int) -> bytes:
        chunk: bytes = self._whole.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._whole.close()


def test_a_bucket_that_is_gone_or_refuses_is_never_taken_for_a_missing_photo(
    swift: Swift, bucket: Bucket, blobs: S3Blobs, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    swift.client().delete_bucket(Bucket=bucket.place.bucket)
    for ask in _questions(blobs):
        with pytest.raises(StorageBroken):
            ask()
    stranger = replace(swift.place(), secret="not the secret")
    caplog.clear()
    for ask in _questions(S3Blobs(Bucket(stranger, QUICK), tmp_path / "other")):
        with pytest.raises(StorageBroken) as refusal:
            ask()
        assert (refusal.value.status, refusal.value.retry_after_s) == (503, 600)
    assert {record.levelno for record in caplog.records} == {logging.CRITICAL}


@pytest.mark.parametrize(
    ("code", "status", "meaning", "tries"),
    [
        ("SlowDown", 503, StorageBroken, 3),
        ("InternalError", 500, StorageBroken, 3),
        ("BadDigest", 400, StorageBroken, 3),
        ("QuotaExceeded", 403, StorageFull, 1),
        ("InsufficientStorage", 507, StorageFull, 1),
        ("EntityTooLarge", 413, StorageFull, 1),
        ("AccessDenied", 403, StorageBroken, 1),
        ("NoSuchBucket", 404, StorageBroken, 1),
        ("NoSuchKey", 404, FileNotFoundError, 1),
    ],
)
def test_what_may_pass_is_tried_again_and_every_other_refusal_has_its_meaning(
    code: str, status: int, meaning: type[Exception], tries: int
) -> None:
    place = BucketPlace("photos", "", "http://127.0.0.1:9", "us-east-1", "key", "secret")
    bucket, tried = Bucket(place, Patience(attempts=3, within_s=5, pause_s=0.001)), []

    def refused(_client: Any) -> None:
        tried.append(code)
        raise ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutObject")

    with pytest.raises(meaning):
        bucket.again(refused)
    assert len(tried) == tries
    if tries > 1:
        tried.clear()
        assert bucket.again(lambda client: "taken" if tried else refused(client)) == "taken"


def test_a_storage_that_nobody_answers_for_is_told_and_asked_again(
    swift: Swift, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = replace(swift.place(), endpoint=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        bucket = Bucket(away, QUICK)
        for ask in _questions(S3Blobs(bucket, tmp_path / "away")):
            with pytest.raises(StorageBroken) as refusal:
                ask()
            assert (refusal.value.status, refusal.value.slug, refusal.value.retry_after_s) == (503, "unavailable", 30)
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


def _questions(blobs: S3Blobs) -> list[Callable[[], object]]:
    return [
        lambda: put(blobs),
        lambda: blobs.size(NAME),
        lambda: blobs.open(NAME),
        lambda: list(blobs.walk("ab")),
        lambda: blobs.take_out(NAME, "collected"),
        blobs.is_there,
    ]
