"""A later start of the app, when the phone has the map already and the server answers that it is unchanged."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import by_id, sign_in, wait_until_ready_for_offline

pytestmark = pytest.mark.browser


def test_an_unchanged_map_does_not_read_as_no_signal(phone: Device, city: Server) -> None:
    phone.place = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]
    page = phone.open("/")
    sign_in(page, "patrol01")
    wait_until_ready_for_offline(page)

    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    with page.expect_response(lambda answer: "/areas/pack/2" in answer.url) as answered:
        page.reload()
    assert answered.value.status == 304
    by_id(page, "tab-outbox").click()
    expect(page.get_by_role("heading", name="待传")).to_be_visible()
    page.wait_for_timeout(1_500)  # the sentence would come a moment after the answer
    expect(page.get_by_text("没有信号")).to_have_count(0)
    assert failed == []
