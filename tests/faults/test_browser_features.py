"""Browsers that lack something, those inside other apps included: each works, or says what it lacks and the way out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.old_browsers import AS_IN_2020
from tests.faults.browser.arrivals import reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.handset import Handset
from tests.faults.tally import Stopwatch, Tally, record, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 "
    "Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47 WeChat/arm64"
)
DINGTALK = (
    "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0 "
    "Mobile Safari/537.36 AliApp(DingTalk/7.0.40) com.alibaba.android.rimet/0"
)
GONE = "Object.defineProperty({target}, '{name}', {{ get: () => undefined, configurable: true }});"
NO_WORKER = GONE.format(target="Navigator.prototype", name="serviceWorker")
NO_LOCKS = GONE.format(target="Navigator.prototype", name="locks")
NO_FILES = "StorageManager.prototype.getDirectory = undefined;"
NO_PERSIST = "StorageManager.prototype.persist = undefined; StorageManager.prototype.persisted = undefined;"
NO_STORAGE = GONE.format(target="Navigator.prototype", name="storage")
NO_CAMERA = GONE.format(target="Navigator.prototype", name="mediaDevices")
NO_SYNC = (
    "delete globalThis.SyncManager; Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { get: () => undefined });"
)
BLOBS_FAIL = """{
  const put = IDBObjectStore.prototype.put
  const holds = (value) => value instanceof Blob || (value && typeof value === 'object' && Object.values(value).some(holds))
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (holds(value)) throw new DOMException('Error preparing Blob/File data to be stored', 'UnknownError')
    return put.call(this, value, ...rest)
  }
}"""
NO_DATABASE = "Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined, configurable: true });"
DATABASE_THROWS = "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') };"
NO_CRYPTO = """globalThis.subtleForTheTest = crypto.subtle;
Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });"""

WORKS: dict[str, tuple[str, str | None]] = {
    "no service worker": (NO_WORKER, None),
    "no locks": (NO_LOCKS, None),
    "no private files": (NO_FILES, None),
    "no persist": (NO_PERSIST, None),
    "no Background Sync": (NO_SYNC, None),
    "blobs cannot be stored": (BLOBS_FAIL, None),
    "WeChat of 2020 without worker, locks, files, persist": (
        AS_IN_2020 + NO_WORKER + NO_LOCKS + NO_FILES + NO_PERSIST + NO_SYNC,
        WECHAT,
    ),
    "DingTalk without storage manager": (NO_STORAGE, DINGTALK),
    "no crypto in DingTalk": (NO_CRYPTO, DINGTALK),
}
GATED: dict[str, tuple[str, str | None]] = {
    "no database": (NO_DATABASE, None),
    "database refused in WeChat": (DATABASE_THROWS, WECHAT),
}
SMALL = ("WeChat of 2020 without worker, locks, files, persist", "database refused in WeChat")


def open_without(workshop: Workshop, name: str, lacking: tuple[str, str | None]) -> Handset:
    device = workshop.unopened()
    device.init_scripts.append(lacking[0])
    device.user_agent = lacking[1]
    return workshop.open(device)


@pytest.mark.parametrize("name", [name for name in WORKS if scaled(name in SMALL, True)])
def test_a_browser_that_lacks_what_is_not_needed_keeps_and_sends(workshop: Workshop, name: str) -> None:
    watch = Stopwatch()
    phone = open_without(workshop, name, WORKS[name])
    phone.sign_in("patrol01")
    phone.find("shutter").wait_for()
    expect(phone.find("place-board")).to_have_attribute("data-state", "found")
    phone.device.lose_signal()
    report_id = phone.report(2, name)
    phone.note_hashes()
    phone.device.find_signal()
    phone.close()
    phone.restart()
    assert phone.note_hashes().row(report_id) is not None
    phone.to_outbox()
    phone.sign_in_again("patrol01")
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    found.close(f"browser: {name}", "1 report", watch)


@pytest.mark.parametrize("name", [name for name in GATED if scaled(name in SMALL, True)])
def test_a_browser_that_keeps_nothing_lets_nothing_begin_and_says_the_way_out(workshop: Workshop, name: str) -> None:
    watch = Stopwatch()
    phone = open_without(workshop, name, GATED[name])
    expect(phone.find("browser-gate")).to_be_visible()
    expect(phone.find("copy-address")).to_be_visible()
    expect(phone.find("address")).to_contain_text(f":{phone.gate.port}")
    assert phone.find("shutter").count() == 0
    app = {WECHAT: "微信", DINGTALK: "钉钉"}.get(GATED[name][1] or "", "")
    expect(phone.find("browser-gate")).to_contain_text(app)
    record(Tally(f"browser: {name}", "gate shown", seconds=watch.seconds))
