"""The wire between a phone and the server, which can be cut: no request gets through, not even at a browser's start."""

from __future__ import annotations

import contextlib
import socket
import threading


class Wire:
    """Forwards TCP connections from `port` to the server while whole; cut, it ends them and takes no new ones."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._whole = True
        self._ends: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The signal is gone, also for what is under way."""
        self._whole = False
        for end in list(self._ends):
            _close(end)

    def mend(self) -> None:
        """The signal is back."""
        self._whole = True

    def close(self) -> None:
        """Ends the wire for good."""
        self.cut()
        _close(self._listener)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        if not self._whole:
            return _close(near)
        far = socket.create_connection(("127.0.0.1", self._server_port))
        self._ends |= {near, far}
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(source, target), daemon=True).start()
        return None

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._whole:
                    break
                target.sendall(data)
        for end in (source, target):
            _close(end)
            self._ends.discard(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
