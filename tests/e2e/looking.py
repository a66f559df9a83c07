"""What a picky eye does with a page: lets it settle, walks to another one without loading it anew, asks axe, finds the focus."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.machines import ROOT, Device

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (rules) => {
  const asked = rules ? { runOnly: { type: 'rule', values: rules } } : {}
  return (await axe.run(asked)).violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' '))])
}"""
COUNT_REQUESTS = """(() => {
  const real = window.fetch
  window.requestsUnderWay = 0
  window.fetch = async (...asked) => {
    window.requestsUnderWay += 1
    try { return await real(...asked) } finally { window.requestsUnderWay -= 1 }
  }
})()"""
SETTLE = """async () => {
  let changed = performance.now()
  const watch = new MutationObserver(() => { changed = performance.now() })
  watch.observe(document.body, { subtree: true, childList: true, characterData: true })
  const until = performance.now() + 6000
  const calm = () => !window.requestsUnderWay && performance.now() - changed > 90
  while (!calm() && performance.now() < until) await new Promise((go) => setTimeout(go, 30))
  watch.disconnect()
}"""
"""Nothing is asked of the server and nothing on the page changes for a moment; one that never rests is seen as it is."""
GO = """(path) => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', { state: null })) }"""
FOCUS_SEEN = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return 'nothing has the focus'
  const drawn = (one) => {
    const looks = getComputedStyle(one)
    return (looks.outlineStyle !== 'none' && parseFloat(looks.outlineWidth) > 0) || looks.boxShadow !== 'none'
  }
  const around = [at, at.parentElement, at.nextElementSibling, at.closest('label')].filter(Boolean)
  return at.matches(':focus-visible') && !around.some(drawn) ? at.outerHTML.slice(0, 160) : null
}"""


def routes(router: str) -> dict[str, str]:
    """Name and path of every route of a router, from its own source: a page that is added is in it."""
    source = (ROOT / "pwa" / "src" / router / "router.ts").read_text("utf-8")
    found = {name: path for path, name in re.findall(r"path: '([^']*)', name: '([^']*)'", source)}
    assert len(found) + source.count("redirect: ") == source.count("path: '"), "a route is written in another way than this reads"
    return found


def watched(device: Device) -> Device:
    """The device's pages say when they are still asking the server."""
    device.init_scripts.append(COUNT_REQUESTS)
    return device


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
    page.evaluate(SETTLE)


def findings(page: Page, *rules: str) -> list[Any]:
    """What axe has to say about the page as it stands, of these rules or of all; [] is good."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(RUN, list(rules) or None)
    return found


def look(page: Page, name: str) -> dict[str, list[Any]]:
    """What axe finds by day, and of colours by night; PICTURES names a folder that also gets pictures of both."""
    page.evaluate(SETTLE)
    found = {f"{name}, light": findings(page)}
    _picture(page, f"{name}-light")
    page.emulate_media(color_scheme="dark")
    found[f"{name}, dark"] = findings(page, "color-contrast")
    _picture(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    return {where: what for where, what in found.items() if what}


def check_focus(page: Page) -> None:
    """Whoever uses the keys sees where they are."""
    unseen = page.evaluate(FOCUS_SEEN)
    assert unseen is None, unseen


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
