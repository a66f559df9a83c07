"""Who reaches which route of pledges, and how long what was signed is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.rules import BUNDLES, Permission, Role
from app.core import clock
from app.lifecycle.queries import all_due, rules_in_force
from tests.conftest import Phone, SignIn
from tests.pledges.signing import filed, refusing, sign
from tests.reports.sending import send

NOBODY = "00000000-0000-7000-8000-000000000000"
PHOTO = "a" * 64
ROUTES = {
    ("GET", "/api/v1/pledge-schemes"): Permission.SEE_PLEDGES,
    ("POST", "/api/v1/pledge-schemes"): Permission.EDIT_CATALOG,
    ("GET", "/api/v1/pledges"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/pledges/kit"): Permission.SIGN_PLEDGES,
    ("GET", "/api/v1/pledges/coverage"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/pledges/figures"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/pledges/praise"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/pledges/praise/export"): Permission.EXPORT_LISTS,
    ("GET", f"/api/v1/pledges/{NOBODY}"): Permission.SEE_PLEDGES,
    ("GET", f"/api/v1/shops/{NOBODY}/photos/{PHOTO}"): Permission.SEE_PLEDGES,
    ("POST", f"/api/v1/pledges/{NOBODY}/confirmation"): Permission.FILE_PLEDGES,
    ("POST", f"/api/v1/pledges/{NOBODY}/termination"): Permission.FILE_PLEDGES,
    ("POST", "/api/v1/pledges/filing"): Permission.FILE_PLEDGES,
    ("POST", "/api/v1/pledges/reminders"): Permission.FILE_PLEDGES,
}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GALLERY}))
def test_each_route_opens_for_the_posts_that_have_its_right_and_for_no_other(sign_in: SignIn, role: Role) -> None:
    phone = sign_in(role.value, role)
    for (method, path), right in ROUTES.items():
        answer = phone.open(path, method=method, json={} if method != "GET" else None)
        assert (answer.status_code != 403) == (right in BUNDLES[role]), f"{role} {method} {path}: {answer.status_code}"


def test_what_was_signed_or_refused_is_kept_after_every_rule_s_time(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    with clock.stopped_at(clock.now() - timedelta(days=20 * 365)):
        filed(li, boss, shop_id)
        send(li, refusing(li, shop_id))
    sign(li, shop_id)
    with app.app_context():
        assert list(all_due(rules_in_force(), clock.now().date())) == []
