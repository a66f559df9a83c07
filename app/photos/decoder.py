"""Decides how foreign bytes are decoded safely: in a child process, one at a time per lock file, with a deadline.

It must not know the database or what a decoded photo is for.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, cast

from app.core.disk import write_all
from app.photos import traits
from app.photos.decoder_turn import Turn
from app.photos.rendering import Area, Rendered, Undecodable

TIMEOUT_S: Final = 20.0
MAX_PHOTOS_PER_CHILD: Final = 100
"""A child is replaced now and then, so that what a codec leaks or fragments goes away."""
MAX_REPLY_BYTES: Final = 32 * 1024 * 1024
"""Two JPEGs of 1600 and 320 pixels stay far below; more means the child is not itself any more."""

_WORTH_A_NEW_CHILD: Final = frozenset(("crashed", "killed", "too-heavy"))
"""What may be the fault of the child's past rather than of this photo."""

_PROJECT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "app.photos.decode_child")


class DecodingInterrupted(Exception):
    """The decoder was stopped (deadline, kill) before it could judge; the photo may be tried again. `why` is a slug."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _ChildGone(Exception):
    """The child closed its pipe; `status` as subprocess gives it (negative: signal)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Decoder:
    """Decodes photos in a persistent child; safe to share between threads, usable after a fork."""

    def __init__(self, lock_path: Path, *, timeout_s: float = TIMEOUT_S, command: tuple[str, ...] = COMMAND) -> None:
        self._timeout_s = timeout_s
        self._command = command
        self._turn = Turn(lock_path)
        self._child: _Child | None = None

    def decode(self, photo: bytes | Path, covered: Sequence[Area] = (), *, wait: bool = True) -> Rendered:
        """The pictures drawn of these bytes (or this plain file), with nothing left of what is in the `covered` areas.

        Raises Undecodable when these bytes can never be drawn (also `crashed`, `too-slow`), DecodingInterrupted when
        somebody or something stopped the child, OSError when the lock file cannot be opened, Busy without `wait` when
        it is somebody else's turn.
        """
        content = photo if isinstance(photo, bytes) else photo.read_bytes()
        with self._turn.taken(wait=wait):
            return self._decode(content, covered)

    def close(self) -> None:
        """Ends the child, if there is one."""
        with self._turn.taken_here():
            self._drop_child()

    @property
    def child_pid(self) -> int | None:
        """The process id of the running child, for whoever measures or disturbs it."""
        return self._child.pid if self._child else None

    def _decode(self, content: bytes, covered: Sequence[Area]) -> Rendered:
        try:
            return self._attempt(content, covered)
        except (Undecodable, DecodingInterrupted) as error:
            if error.why not in _WORTH_A_NEW_CHILD:
                raise
        self._drop_child()
        return self._attempt(content, covered)

    def _attempt(self, content: bytes, covered: Sequence[Area]) -> Rendered:
        child = self._ready_child()
        try:
            return child.decode(content, covered, time.monotonic() + self._timeout_s)
        except Undecodable:
            raise  # an answer like any other: the child goes on
        except _ChildGone as gone:
            self._drop_child()
            raise _after_death(gone.status) from gone
        except (ValueError, KeyError, TypeError) as error:
            self._drop_child()
            raise Undecodable("crashed", "the decoder's answer made no sense") from error
        except BaseException:
            self._drop_child()  # its pipe is out of step with us
            raise

    def _ready_child(self) -> _Child:
        child = self._child
        if child is not None and (child.owner != os.getpid() or child.served >= MAX_PHOTOS_PER_CHILD):
            self._drop_child()
            child = None
        if child is None:
            child = self._child = _Child(self._command)
        return child

    def _drop_child(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.owner == os.getpid():
            child.kill()


class _Child:
    """One decoding process, its pipes, and the memory in which it is shown a photo: plain bytes are never in a file."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.owner = os.getpid()
        self.served = 0
        # The environment is made anew: no secret of the server reaches a process that parses foreign bytes.
        # One malloc arena, because each further one reserves 64 MB of the child's limited address space. Pillow keeps three
        # blocks of 16 MB from one picture for the next: asking for that memory anew took a tenth of the time.
        environment = {"MALLOC_ARENA_MAX": "1", "PILLOW_BLOCKS_MAX": "3", "PYTHONPATH": str(_PROJECT), "LC_ALL": "C.UTF-8"}
        self._memory = os.memfd_create("photo")
        self._shown = os.open(f"/proc/self/fd/{self._memory}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_PROJECT,
                env=environment,
                bufsize=0,
                pass_fds=(self._shown,),
            )
        except BaseException:
            os.close(self._memory)
            raise
        finally:
            os.close(self._shown)  # the child has it under this number
        self._buffer = bytearray()
        # Also when nobody closes: a decoder that is forgotten, or a process that exits, leaves no child behind.
        self._end = weakref.finalize(self, _end, self._process, self._memory, self.owner)

    @property
    def pid(self) -> int:
        return self._process.pid

    def decode(self, content: bytes, covered: Sequence[Area], deadline: float) -> Rendered:
        self._show(content)
        self._ask({"photo": self._shown, "covered": covered})
        self.served += 1
        header = json.loads(self._read_line(deadline))
        self._show(b"")
        if not header["ok"]:
            raise Undecodable(header["why"], header["detail"])
        screen = self._read(header["screen"], deadline)
        thumb = self._read(header["thumb"], deadline)
        return Rendered(header["mime"], header["width"], header["height"], screen, thumb, traits.checked(header["traits"]))

    def kill(self) -> int:
        """Ends the process and returns its status."""
        self._end()
        return self._process.wait()

    def _show(self, content: bytes) -> None:
        os.ftruncate(self._memory, 0)
        os.lseek(self._memory, 0, os.SEEK_SET)
        write_all(self._memory, content)

    def _ask(self, request: dict[str, object]) -> None:
        try:
            os.write(cast(IO[bytes], self._process.stdin).fileno(), json.dumps(request).encode() + b"\n")
        except BrokenPipeError as error:
            raise _ChildGone(self._process.wait()) from error

    def _read_line(self, deadline: float) -> bytes:
        while b"\n" not in self._buffer:
            self._fill(deadline)
        line, _, rest = self._buffer.partition(b"\n")
        self._buffer = rest
        return bytes(line)

    def _read(self, size: int, deadline: float) -> bytes:
        while len(self._buffer) < size:
            self._fill(deadline)
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self, deadline: float) -> None:
        """Waits for more of the reply. Raises DecodingInterrupted at the deadline, _ChildGone at the end."""
        stdout = cast(IO[bytes], self._process.stdout).fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise DecodingInterrupted("timeout")
        received = os.read(stdout, 1 << 20)
        if not received:
            raise _ChildGone(self._process.wait())
        self._buffer += received
        if len(self._buffer) > MAX_REPLY_BYTES:
            raise _ChildGone(self.kill())


def _end(process: subprocess.Popen[bytes], memory: int, owner: int) -> None:
    """Kills and reaps a child; does nothing in a fork of the process that started it."""
    if owner != os.getpid():
        return
    process.kill()
    process.wait()
    os.close(memory)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _after_death(status: int) -> Undecodable | DecodingInterrupted:
    """What the child's end says about the photo it was working on."""
    if status == -signal.SIGXCPU:
        return Undecodable("too-slow")
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        return DecodingInterrupted("killed")  # by a person or by the kernel, not by the photo
    return Undecodable("crashed", f"status {status}")
