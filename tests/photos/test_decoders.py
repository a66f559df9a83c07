"""As many photos are decoded at once as the machine allows, whichever threads and processes ask."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.photos.decoder import Decoder
from app.photos.decoder_turn import Busy
from app.photos.decoders import Decoders
from app.photos.rendering import Undecodable
from tests.photos.pictures import encoded, quarters

PHOTO = encoded(quarters())
REPORTING = """
import socket, sys
for line in sys.stdin:
    desk = socket.socket(socket.AF_UNIX)
    desk.connect({address!r})
    desk.recv(1)
    print('{{"ok": false, "why": "damaged", "detail": ""}}', flush=True)
"""
"""A child that reports when it is at work and ends its work when it is told to."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[socket.socket]:
    """Where children report."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "desk"))
        listening.listen()
        listening.settimeout(20)
        yield listening


def ask(decoders: Decoders) -> threading.Thread:
    def work() -> None:
        with pytest.raises(Undecodable):
            decoders.decode(PHOTO)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_two_are_decoded_at_once_and_a_third_waits(tmp_path: Path, desk: socket.socket) -> None:
    command = (sys.executable, "-c", REPORTING.format(address=desk.getsockname()))
    pools = [Decoders(tmp_path / "decode.lock", 2, command=command) for _ in range(2)]  # as of two processes
    threads = [ask(pool) for pool in (*pools, pools[0])]
    at_work = [desk.accept()[0] for _ in range(2)]
    for lock in ("decode.lock", "decode-1.lock"):
        with pytest.raises(Busy):
            Decoder(tmp_path / lock, command=command).decode(PHOTO, wait=False)
    for connection in at_work:
        connection.close()
    desk.accept()[0].close()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    for pool in pools:
        pool.close()


def test_one_after_another_is_done_by_one_child(tmp_path: Path) -> None:
    decoders = Decoders(tmp_path / "decode.lock", 3)
    assert [decoders.decode(PHOTO).width for _ in range(3)] == [240] * 3
    assert len(decoders.child_pids) == 1
    decoders.close()
    assert decoders.child_pids == []
