"""Decides how wrong tokens and codes are answered and slowed down, and how long what opens a shop's page is good.

Knows no table, no request and no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from app.accounts.login_rules import NotSignedIn
from app.core.errors import AppError, InvalidBody, NotAllowed, NotFound, TooManyRequests

CODE_DIGITS: Final = 6
CODE_LIVES: Final = timedelta(minutes=10)
CODE_TRIES: Final = 20
"""Wrong codes after which a code is good for nothing: one in fifty thousand would have met it."""
KEY_LIVES: Final = timedelta(minutes=60)
"""What is returned for a code: long enough to take three pictures on a weak signal."""
KNOWN_FOR: Final = timedelta(days=30)
"""An address from which the shop was opened is not held up by what others tried."""
LONGEST_KEPT: Final = timedelta(days=30)
"""Nothing that was tried in vain is remembered for longer."""
_LAST4: Final = re.compile(r"[0-9]{4}")
_CODE: Final = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_IPV6_SITE: Final = 64
"""Bits of the part of an IPv6 address that one household or phone has to itself."""


class NoSuchPlate(NotFound):
    """The same for a token that is unknown, malformed, over or revoked."""

    title = "This code opens nothing: scan the plate at the door again, or ask the patrol for a new plate."


class WrongCode(NotAllowed):
    """The same for a wrong code, one that is over, a number that was never registered, and a lock."""

    slug = "wrong-code"
    title = "This did not open the shop: ask the patrol for a code, it is good for ten minutes."


class Locked(NotSignedIn):
    """What was sent does not open a shop, or not any more."""

    title = "Enter the code once more: the page was open for too long, or its plate has ended."


class Slower(TooManyRequests):
    """Whoever was wrong several times waits."""

    title = "Too many tries: wait, then try again."


class Elsewhere(AppError):
    """A piece of a photo that does not follow what is held; `held` says how many bytes that is."""

    status = 409
    slug = "stale"
    title = "This piece does not follow: go on from where the server is."


@dataclass(frozen=True)
class Patience:
    """How many wrong tries cost nothing, and how the wait grows from then on."""

    free: int
    first_s: int
    longest_s: int
    forgotten_after: timedelta = timedelta(days=1)
    """Without another wrong try, counting begins anew."""

    def delay_s(self, failures: int) -> int:
        """Seconds to wait after so many wrong tries: none, then doubling."""
        if failures < self.free:
            return 0
        return min(self.longest_s, self.first_s * int(2 ** min(failures - self.free, 20)))

    def wait_s(self, failures: int, last_at: datetime, now: datetime) -> int:
        """Seconds still to wait, at least 1 while any remain; none without a delay, also where the last try was begun later."""
        delay_s = self.delay_s(failures)
        left = (last_at + timedelta(seconds=delay_s) - now).total_seconds()
        return max(1, round(left)) if delay_s and left > 0 else 0


TOKENS: Final = Patience(free=20, first_s=2, longest_s=15 * 60)
"""Wrong tokens from one address: people scan other codes by mistake, and a carrier's customers share an address."""
CODES: Final = Patience(free=5, first_s=60, longest_s=60 * 60)
"""Wrong codes or digits for one plate from one address."""
LAST4: Final = Patience(free=10, first_s=60, longest_s=24 * 3600, forgotten_after=LONGEST_KEPT)
"""Wrong digits for one plate from all addresses that never opened it: twenty in the first day, then one a day.

Whoever keeps trying locks out the four digits only; a code from the patrol still opens, and so do the digits from where
they were right before.
"""


def asked_for(code: str | None, last4: str | None) -> None:
    """Raises InvalidBody unless exactly one of both is there."""
    if (code is None) == (last4 is None):
        detail = "Send either the code or the last four digits."
        raise InvalidBody(detail, errors=[{"pointer": "/code", "detail": detail}])


def is_code(text: str) -> bool:
    """Whether this could be a code."""
    return _CODE.fullmatch(text) is not None


def is_last4(text: str) -> bool:
    """Whether this could be the end of a number."""
    return _LAST4.fullmatch(text) is not None


def neighbourhood(address: str) -> str:
    """Who counts as one: an IPv4 address, or the whole /64 that an IPv6 address lies in."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((parsed, _IPV6_SITE), strict=False))
