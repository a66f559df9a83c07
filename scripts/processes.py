"""Says what a tree of processes has cost so far: processor seconds and resident memory. Knows nothing of what it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

BEHIND = ("app.photos.decode_child", "app.jobs_process")
"""Parts of the command lines of the processes that draw pictures later, told apart from the processes that answer."""


@dataclass(frozen=True)
class Cost:
    """Processor seconds, user and system: of the processes that answer, and of those that draw pictures afterwards."""

    serving_s: float
    drawing_s: float

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.serving_s - other.serving_s, self.drawing_s - other.drawing_s)


def cost(pid: int) -> Cost:
    """What the tree below `pid`, itself included, has cost.

    What ended children cost is in their parent's figures; only decoders end while a server runs.
    """
    serving = drawing = 0.0
    for process, command in _tree(pid):
        times = process.cpu_times()
        own = times.user + times.system
        drawing += times.children_user + times.children_system
        if any(part in command for part in BEHIND):
            drawing += own
        else:
            serving += own
    return Cost(serving, drawing)


class Watch:
    """Follows the peak resident memory of every process of a tree; `most_bytes` is the largest of any one."""

    def __init__(self, pid: int, every_s: float = 0.05) -> None:
        self._pid = pid
        self._every_s = every_s
        self._ended = threading.Event()
        self.most_bytes = 0
        self.most_command = ""
        self.samples = 0

    def run(self) -> None:
        """Samples until `end`."""
        while not self._ended.wait(self._every_s):
            self.samples += 1
            for process, command in _tree(self._pid):
                peak = _peak_bytes(process.pid)
                if peak > self.most_bytes:
                    self.most_bytes, self.most_command = peak, command

    def end(self) -> None:
        """No more samples."""
        self._ended.set()


@contextmanager
def watching(pid: int) -> Iterator[Watch]:
    """A `Watch` that samples during the block."""
    watch = Watch(pid)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()


def _peak_bytes(pid: int) -> int:
    """The most a process has ever had resident, by the kernel's own book; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    kilobytes = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(kilobytes[0]) * 1024 if kilobytes else 0


def _tree(pid: int) -> Iterator[tuple[psutil.Process, str]]:
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            with process.oneshot():
                yield process, " ".join(process.cmdline())
        except psutil.Error:
            continue


@dataclass
class Memory:
    """Resident bytes of one process: when it was first seen, at most, and when it was last seen."""

    name: str
    start: int
    peak: int
    end: int
    descriptors: int

    def flat(self, more: int) -> bool:
        """Whether it ended no more than `more` bytes above its start."""
        return self.end <= self.start + more

    def megabytes(self) -> list[str]:
        """Start, peak and end for people."""
        return [f"{value / 1e6:.0f}" for value in (self.start, self.peak, self.end)]


class Remembering:
    """Follows resident memory and open descriptors of every process of a tree, each by itself."""

    def __init__(self, pid: int, every_s: float) -> None:
        self._pid, self._every_s = pid, every_s
        self._ended = threading.Event()
        self._seen: dict[int, Memory] = {}

    def run(self) -> None:
        """Samples until `end`."""
        self.look()
        while not self._ended.wait(self._every_s):
            self.look()

    def look(self) -> None:
        """One sample."""
        for process, command in _tree(self._pid):
            try:
                size, descriptors = process.memory_info().rss, process.num_fds()
            except psutil.Error:
                continue
            memory = self._seen.setdefault(process.pid, Memory(_name(process.pid, command), size, size, size, 0))
            memory.peak, memory.end = max(memory.peak, size), size
            memory.descriptors = max(memory.descriptors, descriptors)

    def end(self) -> None:
        """No more samples."""
        self._ended.set()

    def processes(self) -> list[Memory]:
        """What was seen, decoders left out: they come and go."""
        return [memory for memory in self._seen.values() if "decode_child" not in memory.name]


def _name(pid: int, command: str) -> str:
    words = [word for word in command.split() if "." in word or word == "gunicorn"]
    return f"{pid} {words[-1] if words else command}"[:40]


@contextmanager
def remembering(pid: int, every_s: float = 0.5) -> Iterator[Remembering]:
    """Follows the tree below `pid` during the block."""
    watch = Remembering(pid, every_s)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()
