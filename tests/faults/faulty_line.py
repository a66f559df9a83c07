"""One client's connection through the proxy, and every single thing that can happen to a request on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping

from tests.faults.messages import Message, made_up, read_answer, read_request
from tests.faults.weather import HOLD_MS, RETRY_AFTER_S, Fault

HEAD_LIMIT = 1 << 16
PORTAL = "<!doctype html><title>Wi-Fi</title><h1>欢迎使用免费无线网络</h1><form>手机号</form>".encode()
PROBLEM = json.dumps({"type": "/problems/not-signed-in", "title": "Sign in first.", "status": 401}).encode()
ILL = (500, 502, 503, 504)


class FaultyLine:
    """One client's connection and the one to the server that serves it."""

    def __init__(
        self, upstream: int, decide: Callable[[Message], Fault], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._upstream, self._decide, self._reader, self._writer = upstream, decide, reader, writer
        self._up: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._acts: Mapping[str, Callable[[Message, Fault], Awaitable[bool]]] = {
            "none": self._pass_on, "drop-before": self._drop_before, "drop-answer": self._drop_answer,
            "duplicate": self._duplicate, "hold": self._hold, "cut-up": self._cut_up, "cut-down": self._cut_down,
            "flip": self._flip, "5xx": self._ill, "5xx-after": self._ill_after, "429": self._too_many,
            "portal-200": self._portal, "portal-302": self._redirect, "stall": self._stall,
            "stall-after": self._stall_after, "reset": self._reset, "401": self._signed_out,
        }  # fmt: skip

    async def serve(self) -> bool:
        """Requests until one side has enough; False when the server was away or went away."""
        try:
            while (request := await read_request(self._reader)) is not None:
                fault = self._decide(request)
                if not await self._acts[fault.kind](request, fault):
                    break
            return True
        except (ConnectionError, asyncio.LimitOverrunError, TimeoutError):
            return False
        finally:
            self._hang_up()
            self._writer.close()

    async def _ask(self, request: Message) -> Message:
        if self._up is None:
            self._up = await asyncio.open_connection("127.0.0.1", self._upstream, limit=HEAD_LIMIT)
        reader, writer = self._up
        writer.write(request.wire)
        await writer.drain()
        answer = await read_answer(reader, request.first_line[0])
        if answer.closes:
            self._hang_up()
        return answer

    async def _say(self, answer: Message) -> bool:
        self._writer.write(answer.wire)
        await self._writer.drain()
        return not answer.closes

    def _hang_up(self) -> None:
        if self._up is not None:
            self._up[1].close()
            self._up = None

    async def _pass_on(self, request: Message, _fault: Fault) -> bool:
        return await self._say(await self._ask(request))

    async def _drop_before(self, _request: Message, _fault: Fault) -> bool:
        return False

    async def _drop_answer(self, request: Message, _fault: Fault) -> bool:
        await self._ask(request)
        return False

    async def _duplicate(self, request: Message, fault: Fault) -> bool:
        twin = FaultyLine(self._upstream, self._decide, self._reader, self._writer)
        try:
            answers = await asyncio.gather(self._ask(request), twin._ask(request))
        finally:
            twin._hang_up()
        return await self._say(answers[fault.point < 0.5])

    async def _hold(self, request: Message, fault: Fault) -> bool:
        await asyncio.sleep((HOLD_MS[0] + fault.point * (HOLD_MS[1] - HOLD_MS[0])) / 1000)
        return await self._pass_on(request, fault)

    async def _cut_up(self, request: Message, fault: Fault) -> bool:
        _, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        writer.write(request.head + request.body[: int(fault.point * len(request.body))])
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()
        return False

    async def _cut_down(self, request: Message, fault: Fault) -> bool:
        wire = (await self._ask(request)).wire
        self._writer.write(wire[: int(fault.point * len(wire))])
        await self._writer.drain()
        return False

    async def _flip(self, request: Message, fault: Fault) -> bool:
        body = bytearray(request.body)
        body[int(fault.point * len(body))] ^= 1 << int(fault.point * 1e6) % 8
        return await self._say(await self._ask(Message(request.head, bytes(body))))

    async def _ill(self, _request: Message, fault: Fault) -> bool:
        return await self._say(made_up(ILL[int(fault.point * len(ILL))], PORTAL, Content_Type="text/html"))

    async def _ill_after(self, request: Message, fault: Fault) -> bool:
        await self._ask(request)
        return await self._ill(request, fault)

    async def _too_many(self, _request: Message, _fault: Fault) -> bool:
        return await self._say(made_up(429, b"{}", Retry_After=str(RETRY_AFTER_S), Content_Type="application/problem+json"))

    async def _portal(self, _request: Message, _fault: Fault) -> bool:
        return await self._say(made_up(200, PORTAL, Content_Type="text/html"))

    async def _redirect(self, _request: Message, _fault: Fault) -> bool:
        return await self._say(made_up(302, PORTAL, Content_Type="text/html", Location="http://10.0.0.1/portal"))

    async def _stall(self, _request: Message, _fault: Fault) -> bool:
        while await self._reader.read(1):  # until the client has lost patience
            continue
        return False

    async def _stall_after(self, request: Message, fault: Fault) -> bool:
        await self._ask(request)
        return await self._stall(request, fault)

    async def _reset(self, _request: Message, _fault: Fault) -> bool:
        wire: socket.socket = self._writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    async def _signed_out(self, _request: Message, _fault: Fault) -> bool:
        return await self._say(made_up(401, PROBLEM, Content_Type="application/problem+json"))
