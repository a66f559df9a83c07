"""Decides what of a case's evidence may leave the house: redacted pictures, no names, no numbers, no originals.

Signed and summed as the packet for the proceedings is. Whoever doubts a picture asks for the original by its hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from app.audit.rules import moment
from app.cases.bodies import case_body
from app.cases.wording import mask_numbers
from app.core.days import CITY_ZONE
from app.photos.sniffing import CLIPS
from app.proof import tables
from app.proof.contents import Contents
from app.proof.packet import PUBLIC_KEY, File, Packet, fixed
from app.proof.roots import signing_keys
from app.proof.words import COMMANDS, STEPS_ZH
from app.redaction.pictures import public_picture
from app.redaction.queries import pending_among
from app.redaction.rules import NotRedacted

STAFF, SYSTEM = "工作人员", "系统"
_TOLD: Final = (
    *("case_no", "state", "category", "limits", "segment", "cell", "flags", "report_id", "position"),
    *("opened_at", "closed_at", "held_at", "rev"),
)
"""What of a case is anybody's to know; whatever else its readers see stays in the house."""
README: Final = """巡街 对外材料（已打码） / Xunjie, for outside: redacted
案件 / case: {case_no}
制作时间 / made at: {made_at}
公钥指纹 / fingerprint of the key (SHA-256 of the DER form):
{fingerprint}

【本包已打码】
pictures/ 中的照片已由工作人员逐张查看：人脸、车牌、电话号码等处已用纯色块盖住，盖住的内容不在文件里，无法还原；
查看后认为不需要遮挡的照片未加色块。本包没有照片原件、录音录像、上报清单、人员姓名和操作日志。
原件另存，未经改动；originals.csv 列出每张原件的 SHA-256，需要核对时可据此向出具单位申请查阅。
本包不是证据原件，也不是处罚文书。

【如何核验】（Linux、macOS 或 Windows 的 Git Bash，在解压后的文件夹内执行）
{steps_zh}
{commands}

-- English --
THIS PACKET IS REDACTED. Every picture was looked at by a person; faces, plates, telephone numbers and the like are
covered with plain colour, and what is covered is not in the file. Pictures that need no cover have none. There are no
originals, recordings, manifests, names or log entries in it. originals.csv names each original by its SHA-256, under
which the issuing office finds it. Run the commands above in the unpacked folder; ask for the fingerprint by another way.
"""


def outside_packet(contents: Contents, made_at: datetime) -> Packet:
    """What the packet for outside holds. Raises NotRedacted with the photos about which nobody has decided.

    Must not be called within a transaction. Raises Unavailable when a picture cannot be drawn just now.
    """
    pending = pending_among(contents.photos)
    if pending:
        raise NotRedacted(photos=pending, why="not-redacted")
    kid = signing_keys().current
    readme = README.format(
        case_no=contents.case.case_no,
        made_at=made_at.astimezone(CITY_ZONE).isoformat(timespec="seconds"),
        fingerprint=signing_keys().fingerprint(kid),
        steps_zh="\n".join(STEPS_ZH),
        commands="\n".join(f"    {command}" for command in COMMANDS),
    )
    files = [fixed("README.txt", "说明与核验步骤", readme.encode()), *_papers(contents), *_pictures(contents)]
    files.append(fixed(PUBLIC_KEY, "核验签名用的公钥", signing_keys().public_pem(kid)))
    return Packet(made_at, files, partial(signing_keys().sign, kid=kid))


def _papers(contents: Contents) -> Iterator[File]:
    yield fixed("case.json", "案件", tables.as_json(_case(contents)))
    yield fixed("timeline.csv", "经过", _timeline(contents))
    yield fixed("originals.csv", "原件的哈希", _originals(contents))


def _pictures(contents: Contents) -> Iterator[File]:
    for sha256 in sorted(contents.photos):
        picture = None if contents.photos[sha256].mime in CLIPS else public_picture(sha256, "screen")
        if picture is not None:
            yield fixed(f"pictures/{sha256}.jpg", "打码后的照片", picture)


def _case(contents: Contents) -> dict[str, Any]:
    """As its readers see it, without who did what and in whose words."""
    body = case_body(contents.case, None)
    told = {name: body[name] for name in _TOLD}
    return {**told, "events": [{name: said for name, said in event.items() if name != "by"} for event in body["events"]]}


def _timeline(contents: Contents) -> bytes:
    rows = [
        (moment(event.at), event.kind, STAFF if event.by_id else SYSTEM, mask_numbers(event.reason or ""))
        for event in contents.events
    ]
    for one in contents.filed:
        rows.append((moment(one.report.received_at), "received", STAFF, ""))
        rows += [(moment(verdict.at), verdict.verdict, STAFF, mask_numbers(verdict.reason or "")) for verdict in one.verdicts]
    return tables.as_csv(("at", "what", "by", "reason"), sorted(rows))


def _originals(contents: Contents) -> bytes:
    photos = sorted(contents.photos.values(), key=lambda photo: photo.sha256)
    return tables.as_csv(("sha256", "type", "bytes"), [(photo.sha256, photo.mime, photo.bytes) for photo in photos])
