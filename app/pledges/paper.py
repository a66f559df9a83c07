"""Sets a pledge in type: pure of database and clock, the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from app.core.days import CITY_ZONE
from app.fonts.chinese import default_characters
from app.pledges.document import Signing, Strokes
from app.pledges.rules import Capacity
from app.pledges.sketch import HEIGHT_MM, WIDTH_MM, marks_of
from app.proof.sheet import SMALL, Sheet

_TEXT: Final = 12.0
"""Points: it is read at a counter, by people of every age."""
_UNSAID: Final = "______"
_CAPACITIES: Final = {Capacity.OWNER: "经营者", Capacity.MANAGER: "负责人", Capacity.AGENT: "受托人"}
_BY_AGREEMENT: Final = "本责任书由乙方当面签字，电子签署内容以下列哈希值为准；经办人不代表任何一方。"
_ALONE: Final = "本责任书由乙方在店码页面上手写签名，电子签署内容以下列哈希值为准。"
"""Nobody of the office was there: a renewal."""
_FOR_SHOP: Final = "乙方留存件：电子签署内容以下列哈希值为准，经办人的签字见街道办存档的原件。"
_FILED: Final = "街道办已备案"
_FIGURE: Final = "附：门前责任区示意图"
_NO_SKETCH: Final = "签署时店铺的位置没有登记在路段上，未绘示意图；责任范围以第一条的文字为准。"
_BESIDE_HASH: Final = "示意图按签署时登记的位置绘制，不属于签署内容；责任范围以第一条的文字为准。"
_ABOVE_MM: Final = 30.0
"""What stands above and below the figure stays on its page."""


@dataclass(frozen=True)
class Filed:
    """What is written beside a pledge once the street has filed it; days are the city's."""

    number: str
    at: datetime
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Content:
    """Everything that stands on the paper; `title` and `texts` are those of the scheme's version."""

    title: str
    texts: Mapping[str, Any]
    change: str
    signing: Signing
    signed_at: datetime
    filed: Filed | None = None
    for_shop: bool = False
    """The shop's own copy leaves out who took the signature."""
    sketch: dict[str, Any] | None = None
    """What was known of the ground when the pledge was kept."""


def sheet_bytes(content: Content) -> bytes:
    """The PDF; with `filed` the number stands under the signed part, outside of what its hash is over. Raises
    FontSourceMissing."""
    sheet = Sheet(content.filed.at if content.filed else content.signed_at, content.title)
    writer = _Writer(sheet)
    sheet.title(writer.known(content.title))
    _parties(writer, content.signing)
    _ground(writer, content.signing)
    _promises(writer, content)
    _signatures(writer, content)
    _figure(writer, content.sketch)
    if content.filed is not None:
        _filing(writer, content.filed, content.signing.sha256)
    return sheet.bytes()


class _Writer:
    """Writes lines; a character that the font does not have is told by its number, so that no two names read the same."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._characters = default_characters()

    def known(self, text: str) -> str:
        """The text with the number of each character that cannot be printed: 〔U+20BB7〕. The end of a line is one of them:
        what somebody typed as a name begins no line of its own."""
        return "".join(one if one in self._characters else f"〔U+{ord(one):04X}〕" for one in text)

    def line(self, text: str, size: float = _TEXT) -> None:
        """A paragraph."""
        self.sheet.line(self.known(text), size)

    def scheme(self, text: Any) -> None:
        """A sentence of the scheme, which may have several lines."""
        for part in str(text).split("\n"):
            self.line(part)

    def heading(self, text: str) -> None:
        """Begins a part."""
        self.sheet.heading(self.known(text))


def minute(at: datetime) -> str:
    """Beijing time to the minute."""
    local = at.astimezone(CITY_ZONE)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _parties(writer: _Writer, signing: Signing) -> None:
    signer = signing.signer
    capacity = signer.get("capacity")
    word = _CAPACITIES[Capacity(capacity)] if capacity else _UNSAID
    writer.line(f"甲方：{signing.office or _UNSAID}")
    writer.line(f"乙方：{signing.shop.get('name') or _UNSAID}    门牌：{signing.shop.get('door') or _UNSAID}")
    writer.line(f"签署人：{signer.get('name') or _UNSAID}（{word}）    电话：{signer.get('phone') or _UNSAID}")


def _ground(writer: _Writer, signing: Signing) -> None:
    said, shop = signing.frontage, signing.shop
    length = f"，沿街约 {signing.length_m:g} 米" if signing.length_m is not None else ""
    writer.heading("一、责任范围")
    writer.line(f"左至{said.get('left') or _UNSAID}，右至{said.get('right') or _UNSAID}{length}。{said.get('rule') or ''}")
    segment = f"{shop.get('segment_name') or ''} {shop.get('segment_code') or ''}".strip()
    writer.line(f"路段：{segment or _UNSAID}    网格：{shop.get('cell_code') or _UNSAID}", SMALL)


def _promises(writer: _Writer, content: Content) -> None:
    writer.heading("二、责任内容")
    writer.scheme(content.texts["opening"])
    for place, item in enumerate(content.signing.items, start=1):
        writer.scheme(f"{place}. {item.name or _UNSAID}：{item.do or ''}{item.dont or ''}")
    writer.heading("三、甲方义务")
    _numbered(writer, content.texts["duties"])
    writer.heading("四、检查")
    writer.scheme(content.texts["checks"])
    writer.heading("五、期限")
    months = content.signing.months
    writer.scheme(f"自签署之日起 {months if months is not None else _UNSAID} 个月，街道办备案后有效。{content.change}")
    writer.heading("六、个人信息处理告知")
    writer.scheme(content.texts["privacy"])


def _numbered(writer: _Writer, sentences: Sequence[str]) -> None:
    for place, sentence in enumerate(sentences, start=1):
        writer.scheme(f"{place}. {sentence}")


def _signatures(writer: _Writer, content: Content) -> None:
    signing = content.signing
    writer.heading("七、签署")
    alone = signing.officer_id is None and not signing.officer_strokes
    officer = "" if content.for_shop or alone else f"    经办人工号：{signing.work_number or _UNSAID}"
    writer.line(f"签署时间：{minute(content.signed_at)}{officer}")
    fields: list[tuple[str, Strokes]] = [("乙方签字", signing.strokes)]
    fields += [] if content.for_shop or alone else [("经办人签字", signing.officer_strokes)]
    writer.sheet.signatures([(writer.known(label), strokes) for label, strokes in fields])
    for word, part in (("门前照片", "front"), ("纸质原件照片", "paper")):
        for sha256 in signing.photos.get(part, ()):
            writer.line(f"{word} SHA-256：{sha256}", SMALL)
    writer.line(_ALONE if alone else _FOR_SHOP if content.for_shop else _BY_AGREEMENT, SMALL)
    writer.line(f"签署内容 SHA-256（RFC 8785）：{signing.sha256}", SMALL)


def _figure(writer: _Writer, sketch: dict[str, Any] | None) -> None:
    if sketch is None:
        writer.heading(_FIGURE)
        writer.line(_NO_SKETCH, SMALL)
        return
    writer.sheet.keep_together(HEIGHT_MM + _ABOVE_MM)
    writer.heading(_FIGURE)
    writer.sheet.figure(marks_of(sketch, writer.known), WIDTH_MM, HEIGHT_MM)
    writer.line(_BESIDE_HASH, SMALL)


def _filing(writer: _Writer, filed: Filed, sha256: str) -> None:
    writer.heading("备案注记（不属于签署内容）")
    writer.sheet.verdict(_FILED)
    writer.line(f"编号：{filed.number}    备案时间：{minute(filed.at)}")
    writer.line(f"有效期：{filed.valid_from.isoformat()} 至 {filed.valid_to.isoformat()}")
    writer.line(f"所备案签署内容 SHA-256：{sha256}", SMALL)
