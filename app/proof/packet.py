"""Decides what a packet of evidence holds and writes it as a zip that anybody checks with sha256sum and openssl.

Everything but the photos is made before the first byte leaves; photos are read one piece at a time while it is sent.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO, NamedTuple

from app.cases.bodies import case_body
from app.core.days import CITY_ZONE, city_day
from app.core.disk import CHUNK_BYTES
from app.photos.shelf import shelf
from app.proof import tables
from app.proof.contents import Contents, original_name
from app.proof.evidence_checks import Point
from app.proof.roots import root_of, signing_keys
from app.proof.words import COMMANDS, LIMITS_ZH, LOG_CHECK, README, STEPS_ZH

SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SHA256SUMS.sig", "public-key.pem"


class File(NamedTuple):
    """A file of a packet: its name, a few words about it, and how its bytes are read."""

    name: str
    words: str
    opened: Callable[[], Iterator[bytes]]


class Packet(NamedTuple):
    """Everything that is needed to write a packet, without an app or a database."""

    made_at: datetime
    files: list[File]
    sign: Callable[[bytes], bytes]


def packet_of(contents: Contents, points: list[Point], made_at: datetime) -> Packet:
    """What the packet of this evidence holds. Raises FontSourceMissing."""
    from app.proof.paper import PICTURE_EDGE, paper  # half a second to load, which most processes never need
    from app.proof.stamps import draw_pictures, stamped_pictures

    kid = signing_keys().current
    fingerprint = signing_keys().fingerprint(kid)
    draw_pictures(contents.photos)
    stamped = stamped_pictures(contents).items()
    files = [*_papers(contents, points, made_at), *_photos(contents)]
    files += [fixed(f"stamped/{report_id}-{sha256[:16]}.jpg", "加印的副本", copy) for (report_id, sha256), copy in stamped]
    files.append(fixed(PUBLIC_KEY, "核验签名用的公钥", signing_keys().public_pem(kid)))
    listed = [(file.name, file.words) for file in files]
    printed = stamped_pictures(contents, PICTURE_EDGE)
    files.insert(0, fixed("evidence.pdf", "本说明", paper(contents, points, listed, fingerprint, made_at, printed)))
    readme = README.format(
        case_no=contents.case.case_no,
        made_at=made_at.astimezone(CITY_ZONE).isoformat(timespec="seconds"),
        fingerprint=fingerprint,
        steps_zh="\n".join(STEPS_ZH),
        commands="\n".join(f"    {command}" for command in COMMANDS),
        log_check=f"    {LOG_CHECK}",
        limits_zh=LIMITS_ZH,
    )
    files.insert(0, fixed("README.txt", "说明与核验步骤", readme.encode()))
    return Packet(made_at, files, partial(signing_keys().sign, kid=kid))


def stream(packet: Packet) -> Iterator[bytes]:
    """The zip, piece by piece: the files, then their sums, then the signature over the sums."""
    sink, sums = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for file in packet.files:
            digest = hashlib.sha256()
            with archive.open(_named(file.name, packet.made_at), "w", force_zip64=True) as entry:
                for chunk in file.opened():
                    digest.update(chunk)
                    entry.write(chunk)
                    yield sink.taken()
            sums.append(f"{digest.hexdigest()}  {file.name}\n")
        listed = "".join(sums).encode()
        archive.writestr(_named(SUMS, packet.made_at), listed)
        archive.writestr(_named(SIGNATURE, packet.made_at), packet.sign(listed))
    yield sink.taken()


class _Sink:
    """What the zip is written into, and taken out of again; it cannot be gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keeps a piece until it is taken."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: what is written is taken at once."""

    def taken(self) -> bytes:
        """What was written since."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _papers(contents: Contents, points: list[Point], made_at: datetime) -> Iterator[File]:
    yield fixed("case.json", "案件", tables.as_json(case_body(contents.case, None)))
    yield fixed("timeline.csv", "经过", tables.timeline(contents))
    yield fixed("positions.csv", "定位", tables.positions(contents))
    yield fixed("log.tsv", "与本案有关的日志", tables.log_lines(contents))
    yield fixed("root.json", "当日日志链末端", tables.as_json(root_of(city_day(made_at))))
    yield fixed("checks.json", "制作时的核对结果", tables.as_json([point._asdict() for point in points]))
    for one in contents.filed:
        if one.deletion is not None:
            yield fixed(f"deletions/{one.report.id}.json", "按规定销毁的记录", one.deletion.record.encode())
        else:
            yield fixed(f"manifests/{one.report.id}.json", "上报清单原文", one.manifest)
        yield fixed(f"receipts/{one.report.id}.json", "回执", tables.as_json(one.receipt))


def _photos(contents: Contents) -> Iterator[File]:
    store, derived = shelf().store, shelf().derived
    for sha256, photo in sorted(contents.photos.items()):
        if store.has(sha256):
            yield File(original_name(photo), "照片原件", partial(_pieces, partial(store.open, sha256)))
        drawn = derived.find(sha256, "screen")
        if drawn is not None:
            yield fixed(f"pictures/{sha256}.jpg", "浏览图", drawn.read_bytes())


def fixed(name: str, words: str, content: bytes) -> File:
    """A file whose bytes are there already."""
    return File(name, words, lambda: iter((content,)))


def _pieces(opened: Callable[[], BinaryIO]) -> Iterator[bytes]:
    with opened() as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _named(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.astimezone(CITY_ZONE).timetuple()[:6])
    info.external_attr = 0o644 << 16
    return info
