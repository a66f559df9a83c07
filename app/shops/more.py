"""Where packages above the register put what they know of shops: what is pledged, refused, breached. The factory joins them.

The register knows none of it, and lists, pages and files of shops have it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement

from app.accounts.rules import Actor
from app.shops.models import Shop

PHOTOS_KNOWN: Final = "photos_known"
"""`app.extensions[PHOTOS_KNOWN]`: (actor, names) → those of the stored photos that this person brought or may see."""
SHOP_PARTS: Final = "shop_parts"
"""`app.extensions[SHOP_PARTS]`: a tuple of `Part`."""
STANDINGS: Final = (
    *("none", "refused", "signed", "confirmed", "active", "expiring", "expired", "superseded", "terminated", "resign"),
)
"""By what a list may be narrowed: how the newest pledge stands, and shops that have to sign anew. `none` are open shops that
have signed nothing that lasts and have not refused, `refused` those that have."""
COUNTED: Final = ("expiring", "none", "refused", "expired", "resign", "signed", "confirmed")
"""Of these a desk sees at once how many there are."""
_LISTED: Final[Mapping[str, Any]] = {"pledge": None, "breaches_this_year": 0, "refused": False}
NOTHING_CARRIED: Final[Mapping[str, int]] = {"breaches_open": 0, "breaches_this_year": 0}
"""What phones carry along of a shop of which nobody has anything to say."""
_SHOWN: Final[Mapping[str, Any]] = {"pledges": [], "breaches": [], "plates": []}


@dataclass(frozen=True)
class Wanted:
    """What shops are narrowed to; None leaves everything in. `units` are codes of street offices, `phone` is a blind index.

    `standing`, `item` and `scheme` (its code and version) are for packages above; `odd` is the side of the street by the
    number of the door.
    """

    segment: str | None = None
    street: str | None = None
    units: Collection[str] | None = None
    status: str | None = None
    standing: str | None = None
    item: str | None = None
    scheme: tuple[str, int] | None = None
    odd: bool | None = None
    words: str | None = None
    phone: str | None = None


def _nothing_narrowed(_wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    return ()


def _nothing_shown(_shop: Shop, _reader: Actor) -> Mapping[str, Any]:
    return {}


def _nothing_carried() -> Mapping[str, Mapping[str, int]]:
    return {}


class Part(NamedTuple):
    """What a package above knows: by shop the members of its line in a list (`pledge`, `breaches_this_year`, `refused`), the
    conditions on `Shop` that its filters mean, the members of a shop's page (`pledges`, `breaches`, `plates`), and by shop
    the counts that phones carry along (`breaches_open`, `breaches_this_year`); shops of which all are 0 are left out."""

    listed: Callable[[Collection[str]], Mapping[str, Mapping[str, Any]]]
    narrowed: Callable[[Wanted], Iterable[ColumnElement[bool]]] = _nothing_narrowed
    shown: Callable[[Shop, Actor], Mapping[str, Any]] = _nothing_shown
    carried: Callable[[], Mapping[str, Mapping[str, int]]] = _nothing_carried


def listed(shop_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """By shop what all packages above put into its line."""
    found = {shop_id: dict(_LISTED) for shop_id in shop_ids}
    for part in _parts():
        for shop_id, members in part.listed(shop_ids).items():
            found[shop_id].update(members)
    return found


def narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of all packages above."""
    return [condition for part in _parts() for condition in part.narrowed(wanted)]


def shown(shop: Shop, reader: Actor) -> dict[str, Any]:
    """What all packages above put on a shop's page."""
    found = dict(_SHOWN)
    for part in _parts():
        found.update(part.shown(shop, reader))
    return found


def photos_known(actor: Actor, names: Collection[str]) -> set[str]:
    """Those of the stored photos that this person brought or may see."""
    known: set[str] = current_app.extensions[PHOTOS_KNOWN](actor, names)
    return known


def carried() -> dict[str, dict[str, int]]:
    """By shop the counts of all packages above that phones carry along; shops of which there is nothing to say are left out."""
    found: dict[str, dict[str, int]] = {}
    for part in _parts():
        for shop_id, counts in part.carried().items():
            found.setdefault(shop_id, dict(NOTHING_CARRIED)).update(counts)
    return found


def _parts() -> tuple[Part, ...]:
    parts: tuple[Part, ...] = current_app.extensions.get(SHOP_PARTS, ())
    return parts
