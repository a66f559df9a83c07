"""Decides which units the demo city has, who answers for its roads, and by which rules it dispatches. Knows no database.

East and west part at 晴川路, north and south at 砚溪大道: each of the four streets has a quarter, and what is everywhere has
a unit on either side.
"""

from dataclasses import dataclass
from typing import Any

MIDDLE_EAST_M, MIDDLE_NORTH_M = 60.0, 0.0
NORTH_EAST, SOUTH_EAST, NORTH_WEST, SOUTH_WEST = "north-east", "south-east", "north-west", "south-west"


@dataclass(frozen=True)
class DemoUnit:
    """A unit; `quarter` is the one that a street answers for."""

    code: str
    name: str
    kind: str
    parent: str | None
    word: str | None = None
    duty_phone: str | None = None
    quarter: str | None = None


UNITS = (
    DemoUnit("hq", "砚溪区城市精细化管理总指挥部", "headquarters", None, "砚城", "0371-5550000"),
    DemoUnit("sub-east", "东片分指挥部", "sub-headquarters", "hq"),
    DemoUnit("sub-west", "西片分指挥部", "sub-headquarters", "hq"),
    DemoUnit("urban", "城市管理局", "bureau", "hq", "砚城管", "0371-5550010"),
    DemoUnit("works", "市政设施管理局", "bureau", "hq", "砚市政", "0371-5550020"),
    DemoUnit("green", "园林绿化局", "bureau", "hq", "砚园"),
    DemoUnit("street-qingchuan", "晴川街道办事处", "street", "sub-east", "晴川办", "0371-5550031", NORTH_EAST),
    DemoUnit("street-wangta", "望塔街道办事处", "street", "sub-east", "望塔办", "0371-5550032", SOUTH_EAST),
    DemoUnit("street-zhaoshui", "照水街道办事处", "street", "sub-west", "照水办", "0371-5550033", NORTH_WEST),
    DemoUnit("street-shuyuan", "书院街道办事处", "street", "sub-west", "书院办", "0371-5550034", SOUTH_WEST),
    DemoUnit("repair", "市政养护中队", "unit", "works", "养护", "0371-5550101"),
    DemoUnit("repair-crew1", "养护一班", "crew", "repair"),
    DemoUnit("repair-crew2", "养护二班", "crew", "repair"),
    DemoUnit("drainage", "排水管护所", "unit", "works", None, "0371-5550102"),
    DemoUnit("sanitation-east", "环卫东所", "unit", "urban", None, "0371-5550103"),
    DemoUnit("sanitation-west", "环卫西所", "unit", "urban", None, "0371-5550104"),
    DemoUnit("posters", "小广告清理班", "crew", "sanitation-east"),
    DemoUnit("enforcement-east", "综合执法一中队", "unit", "urban", "执法一", "0371-5550105"),
    DemoUnit("enforcement-west", "综合执法二中队", "unit", "urban", "执法二", "0371-5550106"),
    DemoUnit("parking", "停车与共享单车管理站", "unit", "urban", None, "0371-5550107"),
    DemoUnit("signs", "广告牌匾管理站", "unit", "urban"),
    DemoUnit("gardens", "园林养护队", "unit", "green"),
    DemoUnit("power-company", "砚溪供电公司", "outside", "hq", None, "0371-5550201"),
    DemoUnit("gas-company", "砚溪燃气公司", "outside", "hq", None, "0371-5550202"),
    DemoUnit("traffic-police", "公安交警砚溪大队", "outside", "hq", None, "0371-5550203"),
)
CHIEFS = (
    (1, "秦仲山", "副区长", "0371-5550301"),
    (2, "顾长风", "街道办事处主任", "0371-5550302"),
)
"""Level, name, what they are elsewhere, number for work: of every segment east of the middle the second is `chief01`."""
THIRD_CHIEFS = ("叶知秋", "梁一鸣", "邵文昭", "丁若水")


def rule(unit: str, note: str, **when: Any) -> dict[str, Any]:
    """A rule as it is written; what is not said holds of any case."""
    anything: dict[str, Any] = {"categories": [], "groups": [], "ownership": None, "segments": [], "cells": [], "street": None}
    return {**anything, "zones": [], "hours": None, "on_duty": True, "unit": unit, "note": note, **when}


_DRAINS = ("sewage", "rainwater", "rain_grate", "reclaimed_water")
_GARBAGE = [
    "sl3_misc_piles", "sl3_exposed_garbage", "sl3_accumulated_rubble", "sl3_discarded_furniture", "other_bin_overflow",
    "other_road_dirty", "sl7_spillage", "pledge_pingcheng_cleanliness_litter", "pledge_pingcheng_cleanliness_garbage",
    "pledge_pingcheng_cleanliness_snow",
]  # fmt: skip
_TRADE = [
    "sl2_mobile_vendor", "sl2_out_of_shop", "sl2_road_occupying", "sl2_car_wash", "sl2_promotion", "sl2_open_air_bbq",
    "sl2_scrap_collecting", "pledge_pingcheng_order_out_of_shop", "pledge_pingcheng_order_noise",
]  # fmt: skip
_FRONTS = ["sl5_flags", "sl5_drying", "sl5_ac_unit", "sl5_hanging", "pledge_pingcheng_beautification_facade"]
_PARKED = ["sl1_non_motor_vehicle", "sl1_shared_bike", "sl1_accessible_path", "pledge_pingcheng_order_parking"]
_SIGNS = ["sl4_outdoor_ad", "sl4_signboard", "sl4_banner", "pledge_pingcheng_lighting_sign", "other_ad_fall_risk"]
_POSTED = ["sl4_flyposting", "sl4_handbills", "pledge_pingcheng_beautification_posting"]
_PLANTS = ["pledge_pingcheng_greening_dumping", "pledge_pingcheng_greening_damage", "other_greenery_dirty"]
_BUILT = ["sl6_illegal_building", "sl6_unlicensed_fitout", "sl6_illegal_ramp", "sl6_parking_lock"]
_SITES = ["sl3_construction_occupation", "sl3_construction_waste", "sl3_construction_material"]


def rules(east: list[str], west: list[str]) -> list[dict[str, Any]]:
    """The rules of dispatch, given the segments on either side."""
    return [
        *(rule("drainage", "雨水、污水井归排水所", groups=["manhole"], ownership=kind) for kind in _DRAINS),
        rule("power-company", "电力井归供电公司", groups=["manhole"], ownership="power"),
        rule("power-company", "电缆井归供电公司", groups=["manhole"], ownership="cable"),
        rule("gas-company", "燃气井归燃气公司", groups=["manhole"], ownership="gas"),
        rule("traffic-police", "信号灯电源井归交警", groups=["manhole"], ownership="signal_power"),
        rule("repair", "其余井盖先由市政处置", groups=["manhole"]),
        rule("repair", "道路破损", categories=["other_road_damage"]),
        rule("drainage", "积水、污水", categories=["other_waterlogging", "sl7_sewage"]),
        rule("traffic-police", "机动车违停移交交警", categories=["sl1_motor_vehicle", "sl1_fire_lane"]),
        rule("parking", "非机动车与共享单车", categories=_PARKED),
        rule("posters", "小广告", groups=["flyposting"]),
        rule("posters", "小广告（四乱口径）", categories=_POSTED),
        rule("signs", "广告牌匾", categories=_SIGNS),
        rule("gardens", "绿地树池", categories=_PLANTS),
        rule("works", "工地占道与施工废料", categories=_SITES),
        rule("enforcement-east", "东片占道、出店", categories=_TRADE, segments=east),
        rule("enforcement-west", "西片占道、出店", categories=_TRADE, segments=west),
        rule("sanitation-east", "东片保洁", categories=_GARBAGE, segments=east),
        rule("sanitation-west", "西片保洁", categories=_GARBAGE, segments=west),
        rule("enforcement-east", "东片违建地锁", categories=_BUILT, segments=east),
        rule("enforcement-west", "西片违建地锁", categories=_BUILT, segments=west),
        rule("street-qingchuan", "东片晾挂由街道劝导", categories=_FRONTS, segments=east),
        rule("street-shuyuan", "西片晾挂由街道劝导", categories=_FRONTS, segments=west),
        rule("enforcement-east", "夜间摊点由值班中队先到", categories=["sl2_open_air_bbq"],
             hours={"from": "20:00", "to": "02:00", "days": []}),
        rule("works", "线缆下垂先由市政排险", categories=["sl5_wires"]),
    ]  # fmt: skip


PERMITS: tuple[dict[str, Any], ...] = (
    {"key": "morning-market", "kind": "vending", "name": "桑榆街早市疏导点", "holder": "书院街道办事处",
     "corners": ((-297, 60), (-283, 60), (-283, 240), (-297, 240)), "hours": ((1, 2, 3, 4, 5, 6, 7), 330, 510),
     "categories": ("sl2_mobile_vendor", "sl2_road_occupying")},
    {"key": "evening-tables", "kind": "outdoor", "name": "照水路夜间外摆区", "holder": "照水街道办事处",
     "corners": ((-440, 262), (-300, 262), (-300, 284), (-440, 284)), "hours": ((5, 6, 7), 1080, 1380),
     "categories": ("sl2_out_of_shop", "pledge_pingcheng_order_out_of_shop")},
    {"key": "drain-works", "kind": "works", "name": "北仓街排水改造工地", "holder": "排水管护所",
     "corners": ((392, 300), (408, 300), (408, 420), (392, 420)), "hours": None,
     "categories": ("sl3_construction_occupation", "sl3_construction_material")},
    {"key": "bike-bays", "kind": "parking", "name": "晴川路非机动车泊位", "holder": None,
     "corners": ((66, 40), (72, 40), (72, 110), (66, 110)), "hours": None,
     "categories": ("sl1_non_motor_vehicle", "sl1_shared_bike", "pledge_pingcheng_order_parking")},
)  # fmt: skip
"""Corners in metres of the plan; hours (days, minute of the day, minute), None: always."""
