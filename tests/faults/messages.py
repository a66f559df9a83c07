"""HTTP/1.1 messages as bytes: enough of the format to pass them on whole, cut or turned over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Message:
    """A request or an answer: the head up to its empty line, and the body as it came over the wire."""

    head: bytes
    body: bytes

    @property
    def first_line(self) -> list[str]:
        """The three words of the request or status line."""
        return self.head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)

    @property
    def closes(self) -> bool:
        """Whether its sender will say nothing more on this connection."""
        return self.header("connection").lower() == "close"

    def header(self, name: str) -> str:
        """A header's value, empty without one."""
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name:
                return value.strip()
        return ""

    @property
    def wire(self) -> bytes:
        """Everything, as it is sent."""
        return self.head + self.body


async def read_request(reader: asyncio.StreamReader) -> Message | None:
    """The next request, None when the client has gone."""
    head = await _head(reader)
    return None if head is None else Message(head, await _body(reader, Message(head, b""), until_close=False))


async def read_answer(reader: asyncio.StreamReader, method: str) -> Message:
    """The answer to a request of this method. Raises ConnectionError when it does not come whole."""
    head = await _head(reader)
    if head is None:
        raise ConnectionResetError("the server hung up")
    empty = Message(head, b"")
    status = int(empty.first_line[1])
    if method == "HEAD" or status in {204, 304}:
        return empty
    return Message(head, await _body(reader, empty, until_close=True))


def made_up(status: int, body: bytes, **headers: str) -> Message:
    """An answer the server never gave; header names with `_` for `-`."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Message("\r\n".join(lines).encode() + END_OF_HEAD, body)


async def _head(reader: asyncio.StreamReader) -> bytes | None:
    try:
        return await reader.readuntil(END_OF_HEAD)
    except asyncio.IncompleteReadError:
        return None


async def _body(reader: asyncio.StreamReader, message: Message, *, until_close: bool) -> bytes:
    try:
        if "chunked" in message.header("transfer-encoding").lower():
            return await _chunks(reader)
        length = message.header("content-length")
        if length:
            return await reader.readexactly(int(length))
        return await reader.read() if until_close else b""
    except asyncio.IncompleteReadError as error:
        raise ConnectionResetError("the message broke off") from error


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    taken = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        taken += line + await reader.readexactly(size + 2)
        if size == 0:
            return taken
