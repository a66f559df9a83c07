"""What would still be on the disk if the power failed now: only what was fsynced, and only names whose folder was.

The model is the harshest that POSIX allows: nothing gets onto the disk by itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path


class Platter:
    """Follows the fsyncs below `root`. What is there at the start is taken as on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        for folder, _, files in os.walk(root):
            self._note_folder(Path(folder))
            for name in files:
                path = Path(folder) / name
                self._contents[path.stat().st_ino] = path.read_bytes()

    def synced(self, descriptor: int) -> None:
        """An fsync of this descriptor succeeded."""
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        seen = os.fstat(descriptor)
        if stat.S_ISDIR(seen.st_mode):
            self._note_folder(path)
        else:
            self._contents[seen.st_ino] = path.read_bytes()

    def files(self) -> dict[str, bytes]:
        """The files a restart would find, by their path below root; bytes that were never synced are not there."""
        return dict(self._below(self._root.stat().st_ino, ""))

    def restore(self, target: Path) -> None:
        """Writes those files into an empty folder."""
        for name, content in self.files().items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def _below(self, inode: int, prefix: str) -> Iterator[tuple[str, bytes]]:
        for name, child in self._names.get(inode, {}).items():
            if child in self._contents:
                yield prefix + name, self._contents[child]
            elif child in self._names:
                yield from self._below(child, f"{prefix}{name}/")
            else:
                yield prefix + name, b""

    def _note_folder(self, folder: Path) -> None:
        self._names[folder.stat().st_ino] = {entry.name: entry.inode() for entry in os.scandir(folder)}
