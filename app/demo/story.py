"""Tells what two patrols reported in the two weeks before `now`, and what the supervisor made of it.

It knows the city and the clock handed in, no database: positions are what a phone measured, and which segment or
cell they belong to is left to the product. The same `now` gives the same story.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from app.demo import duty, phrases
from app.demo.people import PATROLS
from app.demo.pictures.scenes import Kind
from app.demo.plane import Point, degrees
from app.demo.shops import SEED
from app.demo.spots import Spot, closed_shop_spot, danger_spots, spots
from app.demo.told import Fix, Judgement, Shot, Told, Verdict

DAYS = 14
JUDGED, PENDING, REPEATED = 196, 16, 9
HANDLED_SHARE = 0.34
PENDING_SPAN_MIN = 230.0  # the inbox holds what came in since a late breakfast
MIDDLE_EAST_M = 60.0  # patrol01 walks west of 晴川路, patrol02 east of it
ON_THE_SPOT = frozenset(
    {Kind.GOODS_OUT, Kind.TABLES_OUT, Kind.RACKS_OUT, Kind.CART, Kind.PROMOTION, Kind.BICYCLES, Kind.SCOOTERS,
     Kind.SHARED_BIKES, Kind.LITTER, Kind.BAGS}
)  # fmt: skip
FLYPOSTING = frozenset({Kind.HANDBILLS, Kind.POLE, Kind.STENCIL})
SKEWED = {31: 9 * 60_000, 32: 9 * 60_000, 77: -7 * 60_000, 140: 12 * 60_000}  # report → server minus device, ms
WITHOUT_POSITION, FROM_GALLERY, COARSE, STALE = 58, (44, 121), (19, 93, 160), 104


@dataclass(frozen=True)
class Event:
    """A thing seen at a moment, before it is told as a report; `repeats` is the event that was reported before."""

    at: datetime
    spot: Spot
    author: str
    pending: bool
    handled: bool = False
    repeats: "Event | None" = None


def story(now: datetime) -> tuple[Told, ...]:
    """All reports, in the order in which they were captured; `now` is aware."""
    chance = Random(f"{SEED} story")
    events = sorted(_events(now, chance), key=lambda event: event.at)
    places = {id(event): index for index, event in enumerate(events)}
    told: list[Told] = []
    arrived: dict[str, datetime] = {}  # an outbox is drained in the order in which it was filled
    for index, event in enumerate(events):
        same_as = None if event.repeats is None else places[id(event.repeats)]
        told.append(tell(index, event, same_as, arrived.get(event.author), now, chance))
        arrived[event.author] = told[-1].received_at
    for report in list(told):
        if report.verdict and report.verdict.same_as is not None:
            first = told[report.verdict.same_as]
            told[first.index] = replace(first, verdict=_upheld(first.verdict))
            told[report.index] = replace(report, verdict=_after(report.verdict, first.verdict, now))
    return tuple(told)


def _upheld(verdict: Verdict | None) -> Verdict | None:
    """Whatever is reported twice is really there."""
    if verdict is None or verdict.judgement is not Judgement.REJECT:
        return verdict
    return replace(verdict, judgement=Judgement.ACCEPT, reason="")


def _after(verdict: Verdict, first: Verdict | None, now: datetime) -> Verdict:
    """A duplicate is judged when the first report has been."""
    if first is None or verdict.at > first.at:
        return verdict
    return replace(verdict, at=first.at + (now - first.at) * 0.05)


def _events(now: datetime, chance: Random) -> list[Event]:
    span = min(PENDING_SPAN_MIN, max(45.0, duty.minutes_today(now)))
    total = float(DAYS * duty.MINUTES_PER_DAY)
    places = list(spots())
    seen = [_event(now, chance.uniform(12, span), spot, chance, pending=True) for spot in chance.sample(places, PENDING)]
    for spot in chance.choices(places, k=JUDGED):
        seen.append(_event(now, chance.uniform(span + 30, total), spot, chance, pending=False))
    seen.append(_event(now, span + 400, closed_shop_spot(), chance, pending=False))
    gone, moved = danger_spots()
    seen += [_event(now, 24, gone, chance, pending=True), _event(now, min(95.0, span), moved, chance, pending=True)]
    unhandled = [event for event in seen if not event.handled]  # what was put right at once is not there to be seen again
    again = chance.sample([event for event in unhandled if not event.pending], REPEATED)
    again += [event for event in unhandled if event.pending][:1]
    return seen + [_again(event, now, chance) for event in again]


def _event(now: datetime, minutes: float, spot: Spot, chance: Random, pending: bool) -> Event:
    author = author_at(spot, chance)
    handled = spot.kind in ON_THE_SPOT and chance.random() < HANDLED_SHARE
    return Event(duty.before(now, minutes), spot, author, pending, handled)


def author_at(spot: Spot, chance: Random) -> str:
    """The patrol of this side, mostly."""
    own = PATROLS[0] if spot.place.east_m < MIDDLE_EAST_M else PATROLS[1]
    return own if chance.random() < 0.88 else _other(own)


def _again(event: Event, now: datetime, chance: Random) -> Event:
    """The colleague sees the same thing a little later, still before `now`."""
    room = (now - event.at).total_seconds() / 60
    later = timedelta(minutes=min(chance.uniform(14, 80), room / 2))
    return Event(event.at + later, event.spot, _other(event.author), event.pending, repeats=event)


def _other(author: str) -> str:
    return PATROLS[1] if author == PATROLS[0] else PATROLS[0]


def tell(index: int, event: Event, same_as: int | None, before: datetime | None, now: datetime, chance: Random) -> Told:
    """The report of an event; `before` is when its author's last one arrived."""
    offset_ms = SKEWED.get(index, chance.randrange(-900, 900))
    shown = event.at - timedelta(milliseconds=offset_ms)  # what the device's clock said
    received = min(event.at + _delay(chance, event.handled), now - (now - event.at) / 3)
    if before is not None:
        received = max(received, before + timedelta(seconds=chance.uniform(1, 5)))
    fix = _fix(index, event, shown, chance)
    return Told(
        index=index,
        author=event.author,
        spot=event.spot,
        captured_at=shown,
        received_at=received,
        clock_offset_ms=offset_ms,
        fix=fix,
        note=_note(event.spot.kind, event.handled, chance),
        handled_on_spot=event.handled,
        numbers=_numbers(event.spot, chance),
        shots=_shots(index, event.spot, shown, event.handled, chance),
        chooses_road=event.spot.at_junction and chance.random() < 0.5,
        verdict=None if event.pending else _verdict(same_as, fix, event.handled, received, now, chance),
    )


def _delay(chance: Random, handled: bool) -> timedelta:
    """From shutter to server: mostly a minute, sometimes the end of a dead zone, now and then the end of the day."""
    sealing_s = chance.uniform(360, 900) if handled else chance.uniform(25, 80)
    kind = chance.random()
    waiting_s = (
        chance.uniform(2, 40) if kind < 0.76 else chance.uniform(300, 3600) if kind < 0.98 else chance.uniform(5000, 11000)
    )
    return timedelta(seconds=sealing_s + waiting_s)


def _fix(index: int, event: Event, shown: datetime, chance: Random) -> Fix | None:
    if index == WITHOUT_POSITION:
        return None
    accuracy = _accuracy(index, chance)
    east, north = (max(-accuracy, min(accuracy, chance.gauss(0, accuracy / 2.6))) for _ in range(2))
    place = event.spot.place
    lon, lat = degrees(Point(place.east_m + east, place.north_m + north))
    age_s = 48.0 if index == STALE else chance.uniform(0.4, 6)
    return Fix(lon, lat, accuracy, shown - timedelta(seconds=age_s))


def _accuracy(index: int, chance: Random) -> float:
    low, high = chance.choices(((4, 9), (9, 18), (18, 40)), (60, 30, 10))[0]
    return 60.0 if index in COARSE else round(chance.uniform(low, high), 1)


def _note(kind: Kind, handled: bool, chance: Random) -> str:
    return chance.choice(phrases.DONE_NOTES) if handled else chance.choice(phrases.NOTES[kind])


def _numbers(spot: Spot, chance: Random) -> tuple[str, ...]:
    """Numbers from the block 138 0000 0xxx for whatever is posted there this time."""
    if spot.kind not in FLYPOSTING:
        return ()
    return tuple(f"1380000{chance.randrange(1000):04d}" for _ in range(3 if spot.kind is Kind.STENCIL else 6))


def _shots(index: int, spot: Spot, shown: datetime, handled: bool, chance: Random) -> tuple[Shot, ...]:
    step = timedelta(seconds=chance.uniform(6, 25))
    scene = Shot("scene", False, False, shown)
    near = Shot("number" if spot.kind in FLYPOSTING else "close", True, False, shown + step)
    shots = [scene, near]
    if spot.kind in (Kind.COVER_BROKEN, Kind.COVER_DISPLACED):
        shots.append(Shot("ownership", True, False, shown + 2 * step))
    if handled:
        shots.append(Shot("after", False, True, shown + timedelta(seconds=chance.uniform(200, 330))))
    if index in FROM_GALLERY:
        shots[0] = replace(shots[0], source="gallery")
    return tuple(shots)


def _verdict(same_as: int | None, fix: Fix | None, handled: bool, received: datetime, now: datetime, chance: Random) -> Verdict:
    at = received + min(timedelta(minutes=chance.uniform(6, 140)), (now - received) * 0.8)
    if same_as is not None:
        return Verdict(Judgement.DUPLICATE, chance.choice(phrases.DUPLICATES), at, same_as)
    if fix is None:
        return Verdict(Judgement.REJECT, phrases.NO_POSITION, at)
    if not handled and chance.random() < 0.15:
        return Verdict(Judgement.REJECT, chance.choice(phrases.REJECTIONS), at)
    return Verdict(Judgement.ACCEPT, chance.choice(phrases.ACCEPTED), at)
