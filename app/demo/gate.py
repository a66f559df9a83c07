"""Decides where the demo may be loaded: under DEMO=1, and never among other people."""

from app.accounts import queries as accounts
from app.config import Settings
from app.core.errors import AppError


class DemoIsOff(AppError):
    """This process was not started as a demo."""

    status = 409
    slug = "illegal-move"
    title = "The demo city is loaded only under DEMO=1 (make run sets it); nothing was changed."


class OtherPeopleHere(AppError):
    """The database belongs to a real city, or to somebody who tries the product with accounts of their own."""

    status = 409
    slug = "illegal-move"
    title = (
        "This database holds people that the demo did not make, so the demo leaves it alone. "
        "Use another one: DATA_DIR=… make run."
    )


def check_allowed(settings: Settings) -> None:
    """Raises DemoIsOff or OtherPeopleHere."""
    if not settings.demo:
        raise DemoIsOff()
    if accounts.others_than_demo_exist():
        raise OtherPeopleHere()
