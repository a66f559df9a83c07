"""The decoding process: is shown photos in memory, answers with pictures on standard output.

It alone runs codecs on foreign bytes, so it gives up everything it does not need: it cannot write files, holds few
descriptors, and has a ceiling on memory and on processor time. It must not know the database or any setting.
Protocol: one JSON line {"photo", "covered"}, where `photo` is a descriptor of memory; the answer is one JSON line, after a
success followed by the two JPEGs.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from app.photos import images
from app.photos.rendering import Area, Undecodable

MAX_ADDRESS_SPACE: Final = 560 * 1024 * 1024
"""Resident memory never exceeds the address space: below 600 MB whatever a file asks for."""
MAX_CPU_S: Final = 15
"""Processor seconds for one photo; 60 megapixels of HEIC take about 3."""
MAX_OPEN_FILES: Final = 16


def give_up_rights() -> None:
    """Lowers this process's limits for good (setrlimit)."""
    for limit, value in (
        (resource.RLIMIT_AS, MAX_ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def allow_cpu_for_one_photo() -> None:
    """Moves the processor limit to `MAX_CPU_S` from now; passing it ends the process by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + MAX_CPU_S, resource.RLIM_INFINITY))


def answer(photo: int, covered: Sequence[Area] = ()) -> tuple[dict[str, Any], bytes]:
    """The header and the body of the reply for what the descriptor `photo` holds."""
    try:
        with open(photo, "rb", closefd=False) as file:
            file.seek(0)
            done = images.render(file, covered)
    except Undecodable as error:
        return {"ok": False, "why": error.why, "detail": error.detail}, b""
    header = {
        "ok": True,
        "mime": done.mime,
        "width": done.width,
        "height": done.height,
        "screen": len(done.screen),
        "thumb": len(done.thumb),
        "traits": asdict(done.traits),
    }
    return header, done.screen + done.thumb


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers requests one by one until the other side closes."""
    for line in requests:
        allow_cpu_for_one_photo()
        header, body = answer(**json.loads(line))
        replies.write(json.dumps(header).encode() + b"\n" + body)
        replies.flush()


if __name__ == "__main__":
    images.prepare_codecs()
    give_up_rights()
    serve(sys.stdin.buffer, sys.stdout.buffer)
