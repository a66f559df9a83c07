"""Photos move from one place to another while the city works, and wherever the move is killed none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.photos.folder_blobs import FolderBlobs
from app.photos.moving import NothingToMove, move
from app.photos.s3_blobs import S3Blobs
from app.photos.shelf import shelf
from app.photos.store import Store
from app.photos.two_places import TwoPlaces
from app.safekeeping.verify import verify_store
from tests.conftest import Phone
from tests.photos.swift import LOGIN, Swift
from tests.reports.sending import sha256
from tests.safekeeping.city import Street, opened, picture, run_until_killed, settings_in, typed
from tests.safekeeping.conftest import signed_in


@pytest.fixture
def moving(app: Flask, settings: Settings, li: Phone, street: Street, new_place: str) -> Iterator[Flask]:
    """The same city, restarted: its photos lie in a folder and are to move to another place."""
    street.walk(li, 2)
    old = settings.storage_url
    with opened(settings_in(settings.data_dir, STORAGE_URL=new_place, STORAGE_FROM=old, **LOGIN)) as restarted:
        yield restarted


@pytest.fixture
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty folder, or of an empty bucket where the test asks for it."""
    if getattr(request, "param", "a folder") == "a bucket":
        swift: Swift = request.getfixturevalue("swift")
        return swift.url()
    return (tmp_path / "new").as_uri()


def places() -> TwoPlaces:
    both = shelf().store.blobs
    assert isinstance(both, TwoPlaces)
    return both


def in_old(street: Street) -> set[str]:
    return {name for name in street.photos if places().old.size(name) is not None}


def all_there(street: Street) -> bool:
    return all(shelf().store.digest(name) == name for name in street.photos)


def test_without_an_old_place_the_sentence_says_what_to_set(app: Flask) -> None:
    with pytest.raises(NothingToMove, match="STORAGE_FROM"):
        move(shelf().store)


@pytest.mark.parametrize("new_place", ["a folder", "a bucket"], indirect=True)
def test_a_move_killed_at_any_step_loses_nothing_and_goes_on(moving: Flask, street: Street) -> None:
    steps = [(Store, "receive"), (type(places().new), "put"), (FolderBlobs, "remove")]
    if isinstance(places().new, S3Blobs):
        steps.insert(2, (S3Blobs, "size"))  # asked back after the bytes were put
    for owner, step in steps:
        run_until_killed(lambda: move(shelf().store), owner, step)  # type: ignore[arg-type]
        assert (len(in_old(street)), all_there(street)) == (4, True), step
    code, said = typed(moving, "photos", "move", "--limit", "1")
    assert (code, "run this again" in said, len(in_old(street))) == (0, True, 3)
    code, said = typed(moving, "photos", "move")
    assert (code, "remove STORAGE_FROM" in said, in_old(street)) == (0, True, set())
    assert all_there(street)
    assert sorted(lying.name for prefix in {name[:2] for name in street.photos} for lying in places().new.walk(prefix)) == sorted(
        street.photos
    )
    assert typed(moving, "photos", "move")[1].startswith("0 photos moved")


def test_while_photos_move_all_can_be_read_and_new_ones_go_to_the_new_place(
    moving: Flask, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = signed_in(moving)
    looked = []

    def around(kind: type, step: str) -> None:
        real = getattr(kind, step)

        def look(self: Any, *arguments: Any) -> Any:
            looked.append(all_there(street))
            result = real(self, *arguments)
            looked.append(all_there(street))
            return result

        monkeypatch.setattr(kind, step, look)

    around(FolderBlobs, "put")
    around(FolderBlobs, "remove")
    move(shelf().store, limit=2)
    assert looked == [True] * 8
    (report_id,) = street.walk(phone, 1)
    assert (len(in_old(street)), all_there(street)) == (2, True)
    assert street.offer_everything(phone)[report_id] == "photos"
    verified = verify_store(full=True)
    assert (verified.findings, verified.looked_at["photos hashed"]) == ([], 6)


def test_what_rotted_in_the_old_place_is_not_carried_over(moving: Flask, street: Street) -> None:
    name = sha256(picture(0))
    old = places().old
    assert isinstance(old, FolderBlobs)
    _rot(old.path(name))
    code, said = typed(moving, "photos", "move")
    assert (code, in_old(street)) == (1, {name})
    assert f"{name} stays in the old place" in said
    assert places().new.size(name) is None


def test_what_is_taken_out_is_gone_from_both_places_and_comes_back_from_either(moving: Flask, street: Street) -> None:
    both = places()
    first, second, *_ = sorted(street.photos)
    run_until_killed(lambda: move(shelf().store), FolderBlobs, "remove")  # type: ignore[arg-type]
    assert both.new.size(first) is not None
    for name in (first, second):
        taken = both.take_out(name, "collected")
        assert taken is not None
        assert (both.size(name), [one.where for one in both.taken_out("collected")]) == (None, [taken.where])
        both.put_back(taken)
        assert shelf().store.digest(name) == name
    both.remove(first)
    assert (both.new.size(first), both.old.size(first)) == (None, None)


def _rot(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
