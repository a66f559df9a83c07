"""The schemes that a city can begin with, in sentences of our own. Knows no table; none is in force before somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_NAMES: Final = {
    "cleanliness": ("净化", "Cleanliness"), "sanitation": ("卫生", "Sanitation"), "greening": ("绿化", "Greening"),
    "lighting": ("亮化", "Lighting"), "beautification": ("美化", "Beautification"), "order": ("秩序", "Order"),
    "facade": ("立面", "Facade"),
}  # fmt: skip
_TEXTS: Final = {
    "title": "{city}门前{count}包责任书",
    "opening": "门前的路大家走，门前的地大家护。以下内容由双方共同遵守，签字前请听经办人读完。",
    "duties": [
        "把检查标准和检查结果向乙方公开，检查当天就能查到。",
        "发现问题先提醒、再通知，给出合理的整改期限，并说明怎样才算改好。",
        "乙方有不同意见可以申诉，两个工作日内答复。",
        "公共设施损坏、路灯不亮、树木枯死，接到乙方告知后及时转办。",
    ],
    "checks": "检查以提醒、帮助为主，结果只用于督促整改，本责任书不是处罚依据，检查人员也不当场收取任何费用。",
    "change": "店名、责任人或地址变了，请在 {days} 日内重新签订；期满前可以直接续签。",
    "privacy": "姓名、电话和签名只用于门前责任的联系与备案，加密保存，只有经办人员按权限查看，不对外公开，不收身份证号。"
    "需要查阅、更正或有疑问，请联系所在街道办。",
    "refusal": "不签订不影响正常经营，门前的环境卫生责任仍按法律法规的规定履行。本告知书请留存，随时可以补签。",
}


_ENGLISH: Final = {
    "每天把门前扫干净，备好自己的垃圾桶；雪停以后 12 小时内把责任区的雪清完。":
        "Sweep the front every day and have a bin of its own; clear the snow within 12 hours after it stops.",
    "不把垃圾、餐厨剩余物放到店外。": "No rubbish or kitchen waste outside the shop.",
    "照看门前的树木和绿地，看到损坏就告诉我们。": "Look after the trees and green in front, and tell us of damage.",
    "不往树池、绿地里倒水倒东西，不占用绿地。": "Nothing poured or thrown into tree pits and green, and none of it taken up.",
    "招牌和灯箱完好、干净，到点亮灯；看到公共照明坏了就告诉我们。":
        "Signs and light boxes whole, clean and lit in time; tell us of street lamps that are out.",
    "不让破损、缺亮的灯箱一直挂着。": "No broken or half-dark light box left hanging.",
    "墙面和门头保持整洁，看到小广告随手清掉，清不掉就告诉我们。":
        "Walls and shop sign tidy; take off stickers, and tell us of those that do not come off.",
    "不在墙上乱贴、乱画，不在门前乱拉乱挂。": "Nothing stuck or painted on walls, nothing strung or hung up in front.",
    "货物放在店里，车辆停放整齐。": "Goods inside the shop, vehicles parked in order.",
    "不擅自在店外摆卖促销，不用高音设备招揽顾客。": "No selling outside without leave, no loudspeakers to draw customers.",
    "门前随脏随扫，垃圾入桶。": "Sweep whenever it is dirty, rubbish into the bin.",
    "不乱倒垃圾、污水。": "No rubbish or dirty water dumped.",
    "货物归店，车辆入位，门前能走得通。": "Goods inside, vehicles in their places, the way in front free.",
    "不出店经营，不乱停放，不乱堆物料。": "No trade outside, no parking or piling up anywhere.",
    "门头、墙面整洁，线缆整齐。": "Shop sign and walls tidy, cables in order.",
    "不乱贴乱画，不私拉线缆。": "Nothing stuck or painted on, no cables strung.",
    "爱护门前的花木和绿地，看到损坏就告诉我们。": "Take care of plants and green in front, and tell us of damage.",
    "不往树池里倒水倒东西，不占用、不损坏绿地。": "Nothing poured or thrown into tree pits, no green taken up or damaged.",
    "不出店摆卖，不乱停车辆，不乱堆物料。": "No selling outside, no vehicles or materials left anywhere.",
    "门前随脏随扫，垃圾装袋入桶。": "Sweep whenever it is dirty, rubbish into bags and bins.",
    "不往路面、绿地上丢倒垃圾和污水。": "No rubbish or dirty water onto the road or the green.",
    "门头、墙面整洁，看到小广告随手清掉或告诉我们。": "Shop sign and walls tidy; take off stickers or tell us of them.",
    "不乱贴乱画，不私拉线缆绳索。": "Nothing stuck or painted on, no cables or ropes strung.",
}  # fmt: skip
"""What each sentence says, for who reads English; signed is the Chinese one."""


def _item(code: str, do: str, dont: str, *slugs: str) -> dict[str, Any]:
    name_zh, name_en = _NAMES[code]
    return {
        "code": code, "name_zh": name_zh, "name_en": name_en, "do_zh": do, "dont_zh": dont,
        "do_en": _ENGLISH[do], "dont_en": _ENGLISH[dont], "category_slugs": list(slugs),
    }  # fmt: skip


def _scheme(code: str, name: str, city: str, frontage_rule: str, *items: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": code, "name": name, "city": city, "renewal_days_on_change": 30, "term_months": 12, "notice_days": 30,
        "frontage_rule": frontage_rule, "texts": dict(_TEXTS), "active": False,
        "items": [{"seq": place, **item} for place, item in enumerate(items, start=1)],
    }  # fmt: skip


DEFAULTS: Final = (
    _scheme(
        *("pingcheng", "门前五包（平城）", "平城区", "左右到与邻家相接的线，里面从墙根起，外面到人行道路缘石为止。"),
        _item(
            "cleanliness",
            "每天把门前扫干净，备好自己的垃圾桶；雪停以后 12 小时内把责任区的雪清完。",
            "不把垃圾、餐厨剩余物放到店外。",
            *("pledge_pingcheng_cleanliness_litter", "pledge_pingcheng_cleanliness_garbage"),
            "pledge_pingcheng_cleanliness_snow",
        ),
        _item(
            "greening",
            "照看门前的树木和绿地，看到损坏就告诉我们。",
            "不往树池、绿地里倒水倒东西，不占用绿地。",
            *("pledge_pingcheng_greening_dumping", "pledge_pingcheng_greening_damage"),
        ),
        _item(
            "lighting",
            "招牌和灯箱完好、干净，到点亮灯；看到公共照明坏了就告诉我们。",
            "不让破损、缺亮的灯箱一直挂着。",
            "pledge_pingcheng_lighting_sign",
        ),
        _item(
            "beautification",
            "墙面和门头保持整洁，看到小广告随手清掉，清不掉就告诉我们。",
            "不在墙上乱贴、乱画，不在门前乱拉乱挂。",
            *("pledge_pingcheng_beautification_posting", "pledge_pingcheng_beautification_facade"),
        ),
        _item(
            "order",
            "货物放在店里，车辆停放整齐。",
            "不擅自在店外摆卖促销，不用高音设备招揽顾客。",
            *("pledge_pingcheng_order_out_of_shop", "pledge_pingcheng_order_parking", "pledge_pingcheng_order_noise"),
        ),
    ),
    _scheme(
        *("erqi", "门前四包（二七）", "二七区", "门前、围墙到人行道侧石以内，两端由街道办划定；支路和背街到道路中心线。"),
        _item(
            "sanitation",
            "门前随脏随扫，垃圾入桶。",
            "不乱倒垃圾、污水。",
            *("pledge_erqi_sanitation_litter", "pledge_erqi_sanitation_garbage"),
        ),
        _item(
            "order",
            "货物归店，车辆入位，门前能走得通。",
            "不出店经营，不乱停放，不乱堆物料。",
            *("pledge_erqi_order_out_of_shop", "pledge_erqi_order_parking", "pledge_erqi_order_stacking"),
        ),
        _item(
            "facade",
            "门头、墙面整洁，线缆整齐。",
            "不乱贴乱画，不私拉线缆。",
            *("pledge_erqi_facade_posting", "pledge_erqi_facade_wires", "pledge_erqi_facade_dirty"),
        ),
        _item(
            "greening",
            "爱护门前的花木和绿地，看到损坏就告诉我们。",
            "不往树池里倒水倒东西，不占用、不损坏绿地。",
            *("pledge_erqi_greening_dumping", "pledge_erqi_greening_damage"),
        ),
    ),
    _scheme(
        *("zhengzhou", "门前三包（郑州）", "郑州市", "门前、围墙到人行道侧石以内，两端由街道办划定；支路和背街到道路中心线。"),
        _item("order", "货物归店，车辆入位，门前能走得通。", "不出店摆卖，不乱停车辆，不乱堆物料。"),
        _item("sanitation", "门前随脏随扫，垃圾装袋入桶。", "不往路面、绿地上丢倒垃圾和污水。"),
        _item("facade", "门头、墙面整洁，看到小广告随手清掉或告诉我们。", "不乱贴乱画，不私拉线缆绳索。"),
    ),
)
