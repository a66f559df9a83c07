"""What somebody without a mouse does: goes on by Tab to what they want, presses it, and always sees where they are."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.looking import check_focus
from tests.e2e.test_street_story import by_id

MOST_STOPS = 400
ONCE_AROUND = 60
"""More stops than a dialog has."""
FOCUSED = "(selector) => document.activeElement?.matches(selector) ?? false"
IS_OUTSIDE = """() => {
  const at = document.activeElement
  return at && at !== document.body && !at.closest('dialog[open]') ? at.outerHTML.slice(0, 160) : null
}"""
LOST = "() => document.activeElement === document.body"


def named(name: str) -> str:
    """The selector of a test id."""
    return f'[data-testid="{name}"]'


def tab_to(page: Page, name: str, key: str = "Tab", inside: str = "") -> None:
    """Goes on by Tab until the focus is there (or on what is `inside`, a selector), as somebody would."""
    selector = f"{named(name)} {inside}".strip()
    for _ in range(MOST_STOPS):
        if page.evaluate(FOCUSED, selector):
            return check_focus(page)
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def press(page: Page, name: str, key: str = "Tab", inside: str = "") -> None:
    """Tab to it, then Enter."""
    tab_to(page, name, key, inside)
    page.keyboard.press("Enter")


def write(page: Page, name: str, words: str, key: str = "Tab") -> None:
    """Tab to a field and type."""
    tab_to(page, name, key)
    page.keyboard.type(words)


def step_to(page: Page, row: str, attribute: str, wanted: str, key: str = "j") -> None:
    """Walks a list by its key until the row stands there."""
    at = page.locator(row)
    while (before := at.get_attribute(attribute)) != wanted:
        page.keyboard.press(key)
        expect(at).not_to_have_attribute(attribute, before or "")


def check_dialog(page: Page, name: str) -> None:
    """It is open, has the focus, and keeps it however often somebody presses Tab."""
    expect(by_id(page, name)).to_be_visible()
    for _ in range(ONCE_AROUND):
        assert page.evaluate(IS_OUTSIDE) is None, f"{name} lets the focus out: {page.evaluate(IS_OUTSIDE)}"
        page.keyboard.press("Tab")


def check_kept(page: Page) -> None:
    """What was closed gave the focus to something that is still there."""
    assert not page.evaluate(LOST), "the focus is nowhere"
