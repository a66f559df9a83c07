"""Decides which column of a file is probably which of the fields we want, by its name and by what is in it.

A guess is shown to a person with samples and corrected; nothing is imported by a guess alone. Knows no geometry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.areas.features import Feature
from app.areas.field_names import NAMES, SOMETHING_ELSE, WANTED
from app.areas.road_attributes import SIDE_WORDS, AttributeFields
from app.areas.road_records import RoadOptions
from app.areas.rules import UnusableFile
from app.areas.sentences import say, shown

SAMPLES = 3
_COLUMNS_SHOWN = 20
_LOOKED_AT = 2000
"""Records whose values are looked at, spread over the file: enough to tell a code from a count."""
_MOSTLY = 0.9
"""Part of the values that must look right before a column is taken for what is in it; files have some slips."""
_DBF_WIDTH = 10
"""Bytes of a Shapefile's column names: longer ones arrive cut off."""
_CELL_CODE = re.compile(r"\d{15}|\d{14}")
_SEGMENT_CODE = re.compile(r".*R\d+(-?S\d+)?", re.IGNORECASE)
_SPOILT_CODE = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of 15 digits."""
_ROAD = re.compile(r".*(路|街|大道|巷|胡同|道|线|桥|road|street|avenue|lane)", re.IGNORECASE)
_STREET = re.compile(r".*(街道|街道办|办事处|镇|乡)|\d{9}")
_COMMUNITY = re.compile(r".*(社区|居委会|村|村委会)|\d{12}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DEPTHS = (3.0, 200.0)
"""Metres from a road's centre line to the walls: below is a lane, above a field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: up to three different values, what they are (text, number or empty), how many records have one."""

    name: str
    samples: tuple[str, ...]
    kind: str
    filled: int


def fields_of(features: Sequence[Feature]) -> list[Field]:
    """The columns of a file in the order in which they first occur."""
    found = []
    for name, values in _values(features).items():
        texts = list(dict.fromkeys(values))
        kind = "empty" if not texts else "number" if all(_NUMBER.fullmatch(text) for text in texts[:_LOOKED_AT]) else "text"
        found.append(Field(name, tuple(texts[:SAMPLES]), kind, len(values)))
    return found


def guess(features: Sequence[Feature], layer: str) -> dict[str, str | None]:
    """For every wanted field of a layer the column that is probably meant, None when none is. No column is used twice."""
    looked_at = features[:: max(1, len(features) // _LOOKED_AT)]
    columns = _values(looked_at)
    scores = [
        (score, -wanted_at, -column_at, wanted, name)
        for wanted_at, wanted in enumerate(WANTED[layer])
        for column_at, (name, values) in enumerate(columns.items())
        if (score := _score(wanted, name, values, layer, len(looked_at))) > 0.0
    ]
    chosen: dict[str, str | None] = dict.fromkeys(WANTED[layer])
    for _, _, _, wanted, name in sorted(scores, reverse=True):
        if chosen[wanted] is None and name not in chosen.values():
            chosen[wanted] = name
    return chosen


def checked(
    mapping: Mapping[str, str | None], features: Sequence[Feature], layer: str, *, partial: bool = False
) -> dict[str, str | None]:
    """A person's mapping of wanted fields to columns, made complete with None unless it is partial.

    Raises UnusableFile for what the file cannot give.
    """
    columns = _values(features)
    for wanted, column in mapping.items():
        if wanted not in WANTED[layer]:
            raise UnusableFile(say("no-such-field", wanted=wanted, layer=layer, fields=list(WANTED[layer])))
        if column is not None and column not in columns:
            told = shown(list(columns), _COLUMNS_SHOWN)
            raise UnusableFile(say("no-such-column", column=column, wanted=wanted, columns=told))
    code = mapping.get("code")
    if layer == "cells" and code is None and not partial:
        raise UnusableFile(say("cells-need-code"))
    spoilt = [value for value in columns.get(code or "", ()) if _SPOILT_CODE.fullmatch(value)]
    if spoilt:
        raise UnusableFile(say("codes-spoilt", column=str(code), sample=spoilt[0]))
    return dict(mapping) if partial else {wanted: mapping.get(wanted) for wanted in WANTED[layer]}


def road_options(mapping: Mapping[str, str | None], adcode: str, depth_m: float, *, keep_unnamed: bool = False) -> RoadOptions:
    """How a road layer is read by a mapping of segments; `depth_m` where no column gives one."""
    rest = {wanted: mapping.get(wanted) for wanted in WANTED["segments"] if wanted not in {"code", "name"}}
    return RoadOptions(
        adcode, depth_m, mapping.get("code") or "", mapping.get("name") or "", keep_unnamed, AttributeFields(**rest)
    )


def _values(features: Sequence[Feature]) -> dict[str, list[str]]:
    """Filled values of every column, in the order of the file."""
    found: dict[str, list[str]] = {}
    for feature in features:
        for name in feature.properties:
            held = found.setdefault(name, [])
            text = feature.text(name)
            if text is not None:
                held.append(text)
    return found


def _score(wanted: str, column: str, values: Sequence[str], layer: str, records: int) -> float:
    """How well a column fits: 2 to 4 by name and filling, up to 1 by what is in it; 0 not at all."""
    fit = _FITS[wanted](values, layer) if values else 0.0
    rank = _rank(wanted, column)
    if rank is not None:
        filled = len(values) / records
        return 0.0 if values and _speaks_against(wanted, values) else 2.0 + rank / 2.0 + filled + fit * filled
    if _plain(column) in SOMETHING_ELSE.get(wanted, ()):
        return 0.0
    return fit if fit >= _MOSTLY else 0.0


def _rank(wanted: str, column: str) -> float | None:
    """1 for the clearest name down to above 0, None when the name says something else."""
    plain, names = _plain(column), NAMES[wanted]
    for at, name in enumerate(names):
        if plain == name or (
            len(name.encode()) > _DBF_WIDTH and len(plain.encode()) >= _DBF_WIDTH - 2 and name.startswith(plain)
        ):
            return 1.0 - at / len(names)
    return None


def _plain(column: str) -> str:
    return re.sub(r"[\s_:.-]+", "", column).lower()


def _speaks_against(wanted: str, values: Sequence[str]) -> bool:
    """Whether what is in a column cannot be what its name says: `street` may be the name of a road, `side` a number."""
    if wanted in {"street", "community"}:
        return _share(values, lambda value: bool(_ROAD.fullmatch(value) and not _STREET.fullmatch(value))) > 0.5
    if wanted == "side":
        return _share(values, lambda value: value.lower() in SIDE_WORDS) < 0.5
    return wanted == "depth" and _share(values, lambda value: bool(re.match(r"\d", value))) < 0.5


def _code_fit(values: Sequence[str], layer: str) -> float:
    pattern = _CELL_CODE if layer == "cells" else _SEGMENT_CODE
    different = len(set(values)) / len(values)
    return _share(values, lambda value: bool(pattern.fullmatch(value))) * different


def _depth_fit(values: Sequence[str], layer: str) -> float:
    """Numbers from 3 to 200 that repeat; a column of different numbers counts something."""
    if len(set(values)) > max(3, len(values) // 2):
        return 0.0
    low, high = _DEPTHS
    return _share(values, lambda value: bool(_NUMBER.fullmatch(value)) and low <= float(value) <= high)


def _matching(pattern: re.Pattern[str]) -> Callable[[Sequence[str], str], float]:
    return lambda values, layer: _share(values, lambda value: bool(pattern.fullmatch(value)))


def _nothing(values: Sequence[str], layer: str) -> float:
    """Ends of a road look like its name: only the column's name tells them."""
    return 0.0


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values)


_FITS: dict[str, Callable[[Sequence[str], str], float]] = {
    "code": _code_fit,
    "name": _matching(re.compile(r"(?!.*街道$).*(路|街|大道|巷|胡同)(东|西|南|北|中)?(段|侧)?")),
    "from_name": _nothing,
    "to_name": _nothing,
    "side": lambda values, layer: _share(values, lambda value: value.lower() in SIDE_WORDS),
    "depth": _depth_fit,
    "street": _matching(_STREET),
    "community": _matching(_COMMUNITY),
}
