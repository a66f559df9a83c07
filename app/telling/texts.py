"""Decides what a message says where no program of ours shows it: SMS, work chats, webhooks. Files in `texts/`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.catalog.default_file import default_catalog
from app.core import clock
from app.core.days import CITY_ZONE

FOLDER: Final = Path(__file__).resolve().parent / "texts"
LANGUAGES: Final = ("zh", "en")
MOMENTS: Final = frozenset({"at", "due_at", "reply_by", "starts_at", "ends_at"})
"""Facts that are moments in RFC 3339."""
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_FACT: Final = re.compile(r"\{(\w+)\}")


def rendered(kind: str, case_no: str | None, facts: Mapping[str, Any], language: str) -> str:
    """The text of a message. What stands in [brackets] is left out when one of its facts is missing, elsewhere `-` stands.

    Raises KeyError for a kind or language without texts.
    """
    known = {name: _shown(name, value, language) for name, value in {**facts, "case_no": case_no}.items() if value is not None}
    whole = _OPTIONAL.sub(lambda part: part[1] if facts_in(part[1]) <= known.keys() else "", texts(language)[kind])
    return _FACT.sub(lambda fact: known.get(fact[1], "-"), whole)


@cache
def texts(language: str) -> dict[str, str]:
    """All texts of a language by kind of message."""
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def facts_in(text: str) -> set[str]:
    """The names of the facts that a text shows."""
    return set(_FACT.findall(text))


def _shown(name: str, value: Any, language: str) -> str:
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    category = default_catalog().entry(str(value)) if name == "category" else None
    if category is not None:
        return category.name_en if language == "en" else category.name_zh
    return _in_city_time(str(value)) if name in MOMENTS else str(value)


def _in_city_time(text: str) -> str:
    """A moment as people of the city write it; what is none, as it is."""
    try:
        return clock.parse(text).astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
