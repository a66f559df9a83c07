"""What a picky eye does with a page: lets it settle, walks to another one without loading it anew, asks axe, finds the focus."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, Request, expect

from tests.e2e.machines import ROOT, Device

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async ([rules, within]) => {
  const asked = rules ? { runOnly: { type: 'rule', values: rules } } : {}
  const found = await axe.run(within ?? document, { resultTypes: ['violations'], ...asked })
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' '))])
}"""
CALM = """async () => {
  let changed = performance.now()
  const watch = new MutationObserver(() => { changed = performance.now() })
  watch.observe(document.body, { subtree: true, childList: true, characterData: true })
  const until = performance.now() + 6000
  const calm = () => performance.now() - changed > 90
  while (!calm() && performance.now() < until) await new Promise((go) => setTimeout(go, 30))
  watch.disconnect()
}"""
"""Nothing on the page changes for a moment; one that never rests is seen as it is."""
MOST_LOOKS = 400
"""As often as somebody waits for that moment while something is on its way."""
GO = """(path) => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', { state: null })) }"""
FOCUS_SEEN = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return 'nothing has the focus'
  const line = (width, style) => style !== 'none' && parseFloat(width) > 0
  const drawn = (one) => {
    const [is, over] = [getComputedStyle(one), getComputedStyle(one, '::after')]
    return line(is.outlineWidth, is.outlineStyle) || is.boxShadow !== 'none' || line(over.borderTopWidth, over.borderTopStyle)
  }
  const around = [at, at.parentElement, at.nextElementSibling, at.closest('label')].filter(Boolean)
  return at.matches(':focus-visible') && !around.some(drawn) ? at.outerHTML.slice(0, 160) : null
}"""
UNSEEN = """(within) => {
  const line = (width, style, colour) => (style === 'none' || parseFloat(width) === 0 ? '' : `${width} ${style} ${colour}`)
  const looks = (one) => ['', '::before', '::after'].map((part) => {
    const is = getComputedStyle(one, part || null)
    const border = line(is.borderTopWidth, is.borderTopStyle, is.borderTopColor)
    return `${line(is.outlineWidth, is.outlineStyle, is.outlineColor)} ${is.boxShadow} ${border}`
  }).join()
  const around = (one) => [one, one.parentElement, one.nextElementSibling, one.closest('label')].filter(Boolean).map(looks).join()
  const shown = (one) => !one.disabled && !one.closest('[inert]') && one.checkVisibility({ visibilityProperty: true })
  const all = 'a[href], button, input, select, textarea, summary, [tabindex]'
  const stops = [...(within ? document.querySelector(within) : document).querySelectorAll(all)]
  const before = document.activeElement
  const unseen = stops.filter((one) => one.tabIndex >= 0 && shown(one)).filter((one) => {
    document.activeElement?.blur()
    const plain = around(one)
    one.focus({ preventScroll: true, focusVisible: true })
    return document.activeElement === one && around(one) === plain
  })
  document.activeElement?.blur()
  before?.focus({ preventScroll: true })
  return unseen.map((one) => one.outerHTML.slice(0, 120))
}"""
"""Where the keys lead and nothing shows it: no line or shadow comes with the focus."""
LARGE = """() => {
  const root = document.documentElement
  for (const size of [14, 16, 20, 28]) for (const part of ['fs', 'lh']) {
    const name = `--${part}-${size}`
    root.style.setProperty(name, `${2 * parseFloat(getComputedStyle(root).getPropertyValue(name))}px`)
  }
}"""
STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect()
  return width > 1 && (left < -1 || right > document.documentElement.clientWidth + 1)
}).map((one) => one.outerHTML.slice(0, 120))"""


def routes(router: str) -> dict[str, str]:
    """Name and path of every route of a router, from its own source: a page that is added is in it."""
    source = (ROOT / "pwa" / "src" / router / "router.ts").read_text("utf-8")
    found = {name: path for path, name in re.findall(r"path: '([^']*)', name: '([^']*)'", source)}
    assert len(found) + source.count("redirect: ") == source.count("path: '"), "a route is written in another way than this reads"
    return found


_on_the_way: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def watched(page: Page) -> Page:
    """From now on it is known what the page waits for: answers, pictures, parts of its own program."""
    known: set[Request] = set()
    page.on("request", lambda request: known.add(request))
    page.on("requestfinished", lambda request: known.discard(request))
    page.on("requestfailed", lambda request: known.discard(request))
    _on_the_way[page] = known
    return page


def settle(page: Page) -> None:
    """Returns when the page is at rest and, if it is watched, has all that it asked for."""
    asked = _on_the_way.get(page, set())
    for _ in range(MOST_LOOKS):
        page.evaluate(CALM)
        if not asked:
            return
    raise AssertionError(f"never came: {[request.url for request in asked]}")


def enter(page: Page, device: Device, username: str) -> None:
    """Signs in as the sign-in page would, without its screen."""
    said = {"username": username, "password": "demo"}
    answer = page.context.request.post(f"{device.url}/api/v1/session", data=said, headers={"X-App": "1"})
    assert answer.ok, answer.text()


def take_phone(page: Page, phone: Device, username: str) -> None:
    """Somebody else takes the phone: it knows who holds it from its own sign-in screen only."""
    page.goto(f"{phone.url}/login")
    page.get_by_test_id("username").fill(username)
    page.get_by_test_id("password").fill("demo")
    page.get_by_test_id("sign-in").click()
    expect(page).to_have_url(f"{phone.url}/")


def go(page: Page, path: str) -> None:
    """To another screen of the same app, as its own links lead there."""
    page.evaluate(GO, path)
    settle(page)


def findings(page: Page, *rules: str, within: str | None = None) -> list[Any]:
    """What axe has to say about the page as it stands (or a part of it), of these rules or of all; [] is good."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(RUN, [list(rules) or None, within])
    return found


def look(page: Page, name: str, within: str | None = None, by_night: bool = True) -> dict[str, list[Any]]:
    """What axe finds by day, of colours also by night, and where nobody would see the focus; PICTURES names a folder for
    pictures of both."""
    settle(page)
    found = {f"{name}, light": findings(page, within=within)}
    _picture(page, f"{name}-light")
    page.keyboard.press("Shift")  # who uses keys is shown the focus
    found[f"{name}, focus"] = page.evaluate(UNSEEN, within)
    if by_night:
        page.emulate_media(color_scheme="dark")
        found[f"{name}, dark"] = findings(page, "color-contrast", within=within)
        _picture(page, f"{name}-dark")
        page.emulate_media(color_scheme="light")
    return {where: what for where, what in found.items() if what}


def too_wide(page: Page) -> list[str]:
    """What sticks out at the side once letters are twice as large, by its beginning; [] is good. Letters stay as large."""
    page.evaluate(LARGE)
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def check_focus(page: Page) -> None:
    """Whoever uses the keys sees where they are."""
    unseen = page.evaluate(FOCUS_SEEN)
    assert unseen is None, unseen


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
