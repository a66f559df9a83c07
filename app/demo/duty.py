"""Decides which moments of the past are patrol time: every day from 07:00 to 19:00 in Shanghai, as street duty is."""

from datetime import datetime, time, timedelta

from app.core.days import CITY_ZONE

FROM_HOUR, TO_HOUR = 7, 19
MINUTES_PER_DAY = (TO_HOUR - FROM_HOUR) * 60


def minutes_today(now: datetime) -> float:
    """How many patrol minutes of the present day have passed."""
    local = now.astimezone(CITY_ZONE)
    since = (local - _opening(local)).total_seconds() / 60
    return min(max(since, 0.0), float(MINUTES_PER_DAY))


def before(now: datetime, minutes: float) -> datetime:
    """The moment `minutes` of patrol time before `now`, aware, in UTC as `now` is."""
    local = now.astimezone(CITY_ZONE)
    passed = minutes_today(now)
    day = local
    while minutes > passed:
        minutes -= passed
        day -= timedelta(days=1)
        passed = float(MINUTES_PER_DAY)
    return (_opening(day) + timedelta(minutes=passed - minutes)).astimezone(now.tzinfo)


def after(moment: datetime, minutes: float) -> datetime:
    """The moment `minutes` of patrol time after another one, aware, in UTC as that is."""
    left = _opening(moment.astimezone(CITY_ZONE)) + timedelta(minutes=minutes_today(moment) + minutes)
    opening = _opening(moment.astimezone(CITY_ZONE))
    while left - opening > timedelta(minutes=MINUTES_PER_DAY):
        opening += timedelta(days=1)
        left += timedelta(days=1, minutes=-MINUTES_PER_DAY)
    return left.astimezone(moment.tzinfo)


def local_hour(moment: datetime) -> float:
    """The hour of the day in Shanghai, with a fraction."""
    local = moment.astimezone(CITY_ZONE)
    return local.hour + local.minute / 60


def _opening(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(FROM_HOUR), CITY_ZONE)
