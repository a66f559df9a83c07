"""Who may do what, who is seen where."""

from __future__ import annotations

import pytest

from app.accounts.rules import BUNDLES, Actor, Permission, Role, Scope, parse_roles
from app.core.errors import InvalidBody


def actor(*roles: Role) -> Actor:
    return Actor(id="1", username="li", name="Li", roles=frozenset(roles))


def test_everybody_may_carry_reports_and_only_desks_judge() -> None:
    assert all(Permission.SEND_REPORTS in bundle for bundle in BUNDLES.values())
    judges = {role for role, bundle in BUNDLES.items() if Permission.JUDGE_REPORTS in bundle}
    assert judges == {Role.RECEPTIONIST, Role.SUPERVISOR, Role.ADMIN}


def test_rights_add_up_over_roles() -> None:
    assert not actor(Role.PATROL).may(Permission.JUDGE_REPORTS)
    assert actor(Role.PATROL, Role.SUPERVISOR).may(Permission.JUDGE_REPORTS)


def test_pictures_from_elsewhere_are_a_right_of_their_own_that_no_patrol_has_by_itself() -> None:
    importers = {role for role, bundle in BUNDLES.items() if Permission.IMPORT_GALLERY in bundle}
    assert importers == {Role.GALLERY, Role.ADMIN}
    assert actor(Role.PATROL, Role.GALLERY).may(Permission.IMPORT_GALLERY)
    assert parse_roles("patrol;gallery") == {Role.PATROL, Role.GALLERY}


def test_an_empty_scope_is_the_whole_city() -> None:
    assert Scope().covers("S1", "C1")


def test_a_scope_covers_its_segments_and_its_cells_and_places_in_no_area() -> None:
    scope = Scope(segments=frozenset({"S1"}), cells=frozenset({"C9"}))
    assert scope.covers("S1", None)
    assert scope.covers("S2", "C9")
    assert not scope.covers("S2", "C1")
    assert scope.covers(None, None)


def test_a_scope_of_units_alone_leaves_no_place_out() -> None:
    assert Scope(units=frozenset({"环卫一队"})).covers("S1", "C1")


def test_roles_come_in_many_separators_and_unknown_ones_are_named() -> None:
    assert parse_roles("patrol; supervisor") == {Role.PATROL, Role.SUPERVISOR}
    with pytest.raises(InvalidBody, match="boss"):
        parse_roles("boss")


@pytest.mark.parametrize(
    ("right", "posts"),
    [
        (Permission.KEEP_SHOPS, {Role.SUPERVISOR, Role.ADMIN}),
        (Permission.SIGN_PLEDGES, {Role.PATROL, Role.SUPERVISOR, Role.ADMIN}),
        (Permission.FILE_PLEDGES, {Role.STREET, Role.SUPERVISOR, Role.ADMIN}),
    ],
)
def test_pledges_are_signed_in_the_street_and_filed_at_a_desk(right: Permission, posts: set[Role]) -> None:
    assert {role for role, bundle in BUNDLES.items() if right in bundle} == posts


def test_whoever_sees_a_scope_or_checks_on_the_spot_sees_pledges() -> None:
    for bundle in BUNDLES.values():
        if bundle & {Permission.SEE_SCOPE, Permission.CHECK_CASES, Permission.SIGN_PLEDGES, Permission.FILE_PLEDGES}:
            assert Permission.SEE_PLEDGES in bundle
    assert Permission.SEE_PLEDGES not in BUNDLES[Role.THIRD_PARTY] | BUNDLES[Role.UNIT]
