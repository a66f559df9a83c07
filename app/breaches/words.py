"""What the items of pledges are called, and what a drafted 整改通知单 asks for: read where no message file of a screen is."""

from __future__ import annotations

from typing import Final

ITEM_NAMES: Final = {
    "sanitation": ("卫生", "Sanitation"),
    "cleanliness": ("净化", "Cleanliness"),
    "order": ("秩序", "Order"),
    "greening": ("绿化", "Greening"),
    "lighting": ("亮化", "Lighting"),
    "beautification": ("美化", "Beautification"),
    "facade": ("立面", "Facade"),
    "facilities": ("设施", "Facilities"),
    "civility": ("文明", "Civility"),
    "safety": ("安全", "Safety"),
}
"""By the item's code, Chinese and English; a city's scheme may have others, which are called by their code."""
REQUIREMENT: Final = "按门前责任书“{item}”一项的约定整改到位，并拍照反馈。"


def item_name(code: str) -> dict[str, str]:
    """{zh, en} of an item."""
    zh, en = ITEM_NAMES.get(code, (code, code))
    return {"zh": zh, "en": en}
