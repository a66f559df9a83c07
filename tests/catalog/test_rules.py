"""The catalogue that comes with the program, and how strictly its file is read."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

import pytest

from app.catalog import default_file
from app.catalog.default_file import BadCatalog, default_catalog, parse_catalog
from app.catalog.rules import Clip, Codes, Entry, Limit, Shot, Step, Unit, Urgency, with_changes
from app.core.errors import InvalidBody

CATALOG = default_catalog()
RAW: dict[str, Any] = json.loads(default_file.DEFAULT_FILE.read_text("utf-8"))
NOT_IN_THE_STANDARD = {"01016", "05001", "05004", "05005", "05006", "05007", "05008", "06031", "07005", "09007"}
DEFECTS = {
    "missing",
    "broken",
    "displaced",
    "subsided",
    "raised",
    "loose_noise",
    "frame_damaged",
    "mismatched",
    "overflow",
    "no_net",
    "buried",
}


def entry(slug: str) -> Entry:
    found = CATALOG.entry(slug)
    assert found is not None
    return found


def limits(slug: str) -> list[tuple[str, int, str]]:
    return [(limit.step, limit.value, limit.unit) for limit in entry(slug).limits]


def test_five_groups_with_seventy_nine_categories() -> None:
    groups = Counter(known.group for known in CATALOG.entries)
    assert groups == {"four_disorders": 36, "pledge": 21, "flyposting": 5, "manhole": 11, "other": 6}


@pytest.mark.parametrize(
    ("slug", "matter", "legacy"),
    [
        ("sl1_motor_vehicle", "09009", "0505"),
        ("sl1_fire_lane", "09012", None),
        ("sl2_out_of_shop", "09005", "0504"),
        ("sl3_exposed_garbage", "06010", "0102"),
        ("sl4_flyposting", "07001", "0201"),
        ("flyposting_scattered", "07002", "0204"),
        ("sl6_parking_lock", "06040", None),
        ("pledge_pingcheng_lighting_sign", "03007", "0205"),
        ("pledge_pingcheng_cleanliness_snow", "10001", "0407"),
        ("other_waterlogging", None, "0406"),
    ],
)
def test_codes_under_both_standards_and_null_where_there_is_none(slug: str, matter: str | None, legacy: str | None) -> None:
    codes = CATALOG.resolve_codes(entry(slug), "sewage")
    assert (codes.matter, codes.legacy) == (matter, legacy)


def test_numbers_the_standard_does_not_have_are_not_filled_in() -> None:
    codes = {known.matter_code for known in CATALOG.entries} | {cover.matter_code for cover in CATALOG.cover_types}
    assert not codes & NOT_IN_THE_STANDARD


@pytest.mark.parametrize("asset_type", ["sewage", "01002"])
def test_a_manhole_report_has_the_code_of_its_cover(asset_type: str) -> None:
    assert CATALOG.resolve_codes(entry("manhole_missing"), asset_type) == Codes("01002", "0102", "component")


@pytest.mark.parametrize("asset_type", [None, "", "rocket silo", "01999"])
def test_a_manhole_report_without_a_known_type_has_no_code(asset_type: str | None) -> None:
    assert CATALOG.resolve_codes(entry("manhole_missing"), asset_type) == Codes(None, None, None)


def test_a_cover_type_without_former_code_stays_without() -> None:
    assert CATALOG.resolve_codes(entry("manhole_broken"), "cable") == Codes("01017", None, None)


def test_every_defect_of_a_cover_has_its_category() -> None:
    manholes = [known for known in CATALOG.entries if known.group == "manhole"]
    assert {known.defect_code for known in manholes} == DEFECTS
    assert all(known.by_asset_type for known in manholes)


def test_an_open_manhole_has_three_steps_round_the_clock() -> None:
    assert limits("manhole_missing") == [("warn", 1, "hours"), ("cover", 3, "hours"), ("latest", 36, "hours")]
    assert limits("manhole_displaced") == [("warn", 2, "hours"), ("repair", 24, "hours")]
    assert limits("manhole_raised") == limits("manhole_displaced")


def test_ordinary_categories_count_working_time() -> None:
    assert limits("sl2_out_of_shop") == [("handle", 2, "working_hours")]
    assert limits("flyposting_sprayed") == [("handle", 1, "working_days")]


def test_only_snow_starts_with_the_end_of_the_snowfall() -> None:
    assert [known.slug for known in CATALOG.entries if known.starts == "snow_stopped"] == ["pledge_pingcheng_cleanliness_snow"]


def test_the_seven_disorders_are_all_used() -> None:
    assert {known.disorder for known in CATALOG.entries} - {None} == {f"SL{number}" for number in range(1, 8)}


def test_english_is_complete_and_chinese_free() -> None:
    for known in CATALOG.entries:
        texts = [known.name_en, known.short_en, known.file_when_en, known.close_when_en, known.advice_en or "-"]
        assert all(text.strip() and text.isascii() for text in texts), known.slug
        assert (known.advice_zh is None) == (known.advice_en is None), known.slug


def test_a_camera_asks_for_the_place_first_then_for_what_the_category_turns_on() -> None:
    assert all(known.shots[0] is Shot.SCENE for known in CATALOG.entries)
    assert {entry(slug).shots[1:] for slug in ("flyposting_posted", "sl4_flyposting")} == {(Shot.NUMBER,)}
    assert entry("manhole_mismatched").shots == (Shot.SCENE, Shot.CLOSE, Shot.OWNERSHIP)
    assert entry("sl2_out_of_shop").shots == (Shot.SCENE, Shot.CLOSE)


def test_what_is_heard_and_not_seen_is_recorded() -> None:
    recorded = {known.slug: known.clips for known in CATALOG.entries if known.clips}
    assert recorded == {
        "manhole_loose_noise": (Clip.VIDEO, Clip.SOUND),
        "pledge_pingcheng_order_noise": (Clip.SOUND, Clip.VIDEO),
    }


def _broken(path: str, value: Any) -> Any:
    raw = copy.deepcopy(RAW)
    *parents, last = path.split("/")
    at = raw
    for name in parents:
        at = at[int(name) if isinstance(at, list) else name]
    if value is KeyError:
        del at[last]
    else:
        at[int(last) if isinstance(at, list) else last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("entries/0/matter_code", "9009", "/entries/0/matter_code: '9009' does not look like"),
        ("entries/0/matter_code", 9009, "/entries/0/matter_code"),
        ("entries/0/limits/0/value", 0, "/entries/0/limits/0/value: a whole number"),
        ("entries/0/limits/0/value", True, "/entries/0/limits/0/value"),
        ("entries/0/limits", [], "/entries/0/limits: A category needs"),
        ("entries/0/urgency", "urgent", "/entries/0/limits: Urgent categories"),
        ("entries/0/urgency", "very", "/entries/0/urgency: 'very' is none of"),
        ("entries/0/name_en", KeyError, "absent ['name_en']"),
        ("entries/0/colour", "red", "unknown ['colour']"),
        ("entries/0/name_zh", " ", "/entries/0/name_zh: text"),
        ("entries/1/slug", "sl1_motor_vehicle", "/entries: slug given twice: sl1_motor_vehicle"),
        ("entries/0/disorder", "SL9", "/entries/0/disorder"),
        ("entries/0/pledge", {"scheme": "erqi", "item": "order"}, "/entries/0/pledge"),
        ("entries/0/by_asset_type", True, "/entries/0: codes come from the asset type"),
        ("entries/0/legacy_kind", None, "/entries/0/legacy_kind"),
        ("quick_buttons/0", "nothing", "/quick_buttons: 8 slugs"),
        ("cover_types/1/matter_code", "01001", "/cover_types: matter_code given twice"),
        ("disorders", [], "disorder SL1 is not in /disorders"),
        ("standards", "GB/T", "/standards: an object"),
        ("entries", {}, "/entries: a list"),
        ("entries/0/shots", ["scene", "selfie"], "/entries/0/shots/1: 'selfie' is none of"),
        ("entries/0/shots", ["scene", "scene"], "/entries/0/shots: shot given twice: scene"),
        ("entries/0/clips", ["video", "video"], "/entries/0/clips: clip given twice: video"),
        ("entries/0/shots", ["scene"], "/entries/0/shots: every photo that is asked for has a shot"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_place(path: str, value: Any, says: str) -> None:
    with pytest.raises(BadCatalog) as refusal:
        parse_catalog(_broken(path, value))
    assert says in str(refusal.value)


def test_an_admin_may_shorten_limits_but_not_count_an_urgent_case_in_working_hours() -> None:
    shorter = with_changes(entry("manhole_missing"), {"limits": (Limit(Step.COVER, 2, Unit.HOURS),)})
    assert [limit.value for limit in shorter.limits] == [2]
    with pytest.raises(InvalidBody, match="natural hours"):
        with_changes(entry("manhole_missing"), {"limits": (Limit(Step.COVER, 2, Unit.WORKING_HOURS),)})
    with pytest.raises(InvalidBody, match="natural hours"):
        with_changes(entry("sl2_out_of_shop"), {"urgency": Urgency.URGENT})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"slug": "other"},
        {"photos_min": -1},
        {"photos_min": 7},
        {"limits": ()},
        {"limits": (Limit(Step.WARN, 5, Unit.HOURS), Limit(Step.COVER, 3, Unit.HOURS))},
        {"limits": (Limit(Step.WARN, 1, Unit.HOURS), Limit(Step.WARN, 2, Unit.HOURS))},
        {"limits": (Limit(Step.WARN, 1001, Unit.HOURS),)},
    ],
)
def test_changes_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidBody):
        with_changes(entry("manhole_missing"), changes)
