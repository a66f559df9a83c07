"""The steps at which a phone dies: what a thumb was doing, and what must be there when the app starts again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.browser.gate import Asked, Fate
from tests.faults.browser.handset import Handset


@dataclass(frozen=True)
class Left:
    """What the phone owes after its death: the report in hand, photos seen on the screen, the note at rest."""

    report_id: str | None = None
    photos: int = 0
    note: str = ""


Step = Callable[[Handset, random.Random], Left]


def _within(rng: random.Random, most_s: float) -> None:
    """Dies at a random moment of something quick; the moment is the test's input, nothing is awaited by it."""
    time.sleep(rng.uniform(0, most_s))


def before_the_shutter(phone: Handset, rng: random.Random) -> Left:
    """Home screen, nothing begun."""
    phone.to_home()
    return Left()


def at_the_shutter(phone: Handset, rng: random.Random) -> Left:
    """The draft is being made."""
    phone.to_home()
    phone.find("shutter").click(no_wait_after=True)
    _within(rng, 0.2)
    return Left()


def in_the_camera(phone: Handset, rng: random.Random) -> Left:
    """The camera is open, no picture yet."""
    phone.to_home()
    return Left(phone.begin())


def while_a_photo_is_stored(phone: Handset, rng: random.Random) -> Left:
    """The second picture is on its way to the disk."""
    phone.to_home()
    report_id = phone.begin()
    phone.snap()
    phone.find("camera-snap").click(no_wait_after=True)
    _within(rng, 0.15)
    return Left(report_id, photos=1)


def while_the_twin_is_made(phone: Handset, rng: random.Random) -> Left:
    """The photo is stored, its smaller copy is not."""
    phone.to_home()
    report_id = phone.begin()
    phone.snap()
    _within(rng, 0.3)
    return Left(report_id, photos=1)


def with_a_note_typed(phone: Handset, rng: random.Random) -> Left:
    """The form is filled and the typing rests."""
    phone.to_home()
    report_id = phone.begin()
    phone.snap(2)
    phone.to_form()
    note = f"门前堆物 {rng.randrange(10_000)}"
    phone.write(note)
    phone.wait_inside(lambda inside: (inside.draft(report_id) or {}).get("note") == note)
    return Left(report_id, photos=2, note=note)


def before_save(phone: Handset, rng: random.Random) -> Left:
    """Everything chosen, the thumb over the button."""
    left = with_a_note_typed(phone, rng)
    phone.choose()
    return left


def at_save(phone: Handset, rng: random.Random) -> Left:
    """Save was tapped; whether the promise was on the screen is looked up at the last moment."""
    left = before_save(phone, rng)
    phone.find("save").click(no_wait_after=True)
    _within(rng, 0.25)
    if phone.find("saved-note").count() == 1:
        phone.saved.append(str(left.report_id))
    return left


def just_after_save(phone: Handset, rng: random.Random) -> Left:
    """The promise appeared this instant."""
    return Left(phone.report(2))


def _sending(hold: str, fits: Callable[[Asked], bool], upto: float | None = None, photos_before: int = 0) -> Step:
    """Dies while the first request that fits, after so many photos went, stands at `hold`."""

    def step(phone: Handset, rng: random.Random) -> Left:
        phone.device.lose_signal()
        report_id = phone.report(2)
        phone.note_hashes()
        fate = Fate(hold=hold, upto=upto)
        photos = 0

        def rule(asked: Asked) -> Fate | None:
            nonlocal photos
            photos += asked.is_photo
            return fate if fits(asked) and photos >= photos_before and not fate.met.is_set() else None

        phone.gate.rule = rule
        phone.device.find_signal()
        phone.tap_send()
        assert fate.met.wait(60), f"no request came to be held {hold} the server: {phone.gate.log[-9:]}"
        _within(rng, 0.05)
        phone.dying = fate
        return Left(report_id)

    return step


def _last_word(asked: Asked) -> bool:
    """The request whose answer is the receipt for all of it."""
    return asked.is_text or asked.path.endswith("/sync/offer")


def after_the_receipt(phone: Handset, rng: random.Random) -> Left:
    """The last answer was given; it may be stored or not."""
    left = _sending("after", _last_word, photos_before=1)(phone, rng)
    assert phone.dying is not None
    phone.dying.go.set()
    _within(rng, 0.1)
    return left


CAPTURE: dict[str, Step] = {
    "before the shutter": before_the_shutter,
    "at the shutter": at_the_shutter,
    "in the camera": in_the_camera,
    "while a photo is stored": while_a_photo_is_stored,
    "while the twin is made": while_the_twin_is_made,
    "with a note typed": with_a_note_typed,
    "before save": before_save,
    "at save": at_save,
    "just after save": just_after_save,
}
SENDING: dict[str, Step] = {
    "text on its way": _sending("before", lambda asked: asked.is_text),
    "text stored, no answer": _sending("after", lambda asked: asked.is_text),
    "between text and photos": _sending("before", lambda asked: asked.is_photo),
    "in the middle of a photo": _sending("inside", lambda asked: asked.is_photo, upto=0.5),
    "photo stored, no answer": _sending("after", lambda asked: asked.is_photo),
    "before the receipt is stored": _sending("after", _last_word, photos_before=1),
    "after the receipt": after_the_receipt,
}
