"""The words of the demo's affairs: what papers quote, what people complained of, what stands in the old ledger.

Everything is invented: no office, rule or person of these names exists.
"""

from datetime import date, timedelta
from typing import Any

CAMPAIGN_AIM = "十二月上旬前主次干道小广告清零，日产日清。"
CONTACT = "砚溪区城市管理局 市容科 0371-5550010"
TEMPLATES: tuple[dict[str, Any], ...] = (
    {"unit_code": "urban", "kind": "rectification", "mark": "砚城管", "issuer": "砚溪区城市管理局",
     "authorised": ["sl2_out_of_shop"]},
    {"unit_code": "hq", "kind": "supervision", "mark": "砚城督", "issuer": "砚溪区城市精细化管理总指挥部", "authorised": []},
)  # fmt: skip
BASIS: tuple[dict[str, Any], ...] = (
    {"code": "YX-MQ-2026", "title": "砚溪区门前责任区管理办法（演示）", "article": "第八条",
     "text": "责任人应当保持门前整洁，不得在店外堆放货物、设置摊位。"},
    {"code": "YX-GG-2026", "title": "砚溪区户外广告和招牌设置管理办法（演示）", "article": "第十二条",
     "text": "招牌应当牢固安全、字迹完整，破损的应当及时修复或者拆除。"},
    {"code": "YX-JG-2026", "title": "砚溪区城市井盖设施管理办法（演示）", "article": "第六条",
     "text": "产权单位接到通知后应当立即设置警示标志，并在规定时限内补缺。"},
)  # fmt: skip
SIGNATURE = [[[0.12, 0.62], [0.22, 0.35], [0.3, 0.6], [0.42, 0.4], [0.55, 0.58]], [[0.6, 0.45], [0.78, 0.5], [0.9, 0.42]]]
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("issue", {}),
    ("serve", {"means": "in-person", "signer": "商户负责人", "capacity": "经营者", "strokes": SIGNATURE,
               "photo": None, "witness": None, "reason": None}),
    ("answer", {"text": "货物已全部收回店内，今后按门线经营。"}),
    ("review", {"passed": True, "text": "现场复查，门前通道已恢复。"}),
    ("archive", {"archive_no": "2026-市容-017"}),
)  # fmt: skip
"""What becomes of a paper, step by step."""
COMPLAINTS: tuple[tuple[float, dict[str, Any], str | None], ...] = (
    (220, {"kind": "complaint", "origin": "hotline", "text": "听槐路夜里烧烤油烟大，影响休息。", "place": "听槐路 46 号附近"},
     "执法一中队连续三晚到场，经营者已加装油烟净化设备并签承诺书。"),
    (198, {"kind": "complaint", "origin": "public", "text": "小区门口共享单车堆满，推车过不去。", "place": "晴川路与照水路口"},
     "已清运 40 余辆，增设电子围栏，每日早晚各巡一次。"),
    (170, {"kind": "complaint", "origin": "visit", "text": "一个月前反映的破损路面还没有修。", "place": "北仓街"}, None),
    (96, {"kind": "suggestion", "origin": "public", "text": "建议桑榆街早市延长到九点，出摊的人都能卖完。"},
     "早市时段由街道与商户代表商定，建议已转书院街道办理。"),
    (50, {"kind": "praise", "origin": "hotline", "text": "井盖翘起打电话半小时就有人来围挡，点赞。", "place": "溪畔路"},
     "感谢肯定，已转告市政养护中队。"),
    (28, {"kind": "complaint", "origin": "media", "text": "短视频反映沐风大街机动车长期占用盲道。", "place": "沐风大街"}, None),
    (5, {"kind": "complaint", "origin": "public", "text": "垃圾桶两天没人清，气味很大。", "place": "杏雨里 12 号"}, None),
)  # fmt: skip
"""How many hours ago, what, and the answer a day later."""
_ISSUES = (
    ("违规废品收购占道", "望塔路与听槐路口西北角", "区巡查", "综合执法一中队", 60, 4, "已约谈，限期搬离"),
    ("楼间私搭彩钢棚", "豆坊巷 9 号院", "街道排查", "综合执法二中队", 55, 26, ""),
    ("人行道地锁 6 处", "书院街中段北侧", "热线转办", "综合执法二中队", 48, 17, ""),
    ("雨水箅子堵塞", "稻香路公交站前", "区巡查", "排水管护所", 40, 5, "雨季前须清掏"),
    ("绿化带踩踏裸露", "照水路南侧 80 米", "街道排查", "园林养护队", 36, 90, "待春季补植"),
    ("户外广告牌锈蚀", "砚溪大道跨街", "专项排查", "广告牌匾管理站", 33, 54, ""),
    ("架空线缆杂乱", "青砖巷全线", "人大建议", "市政设施管理局", 30, 61, "入地方案编制中"),
    ("公厕标识缺失", "溪畔路滨水步道", "群众反映", "环卫西所", 21, 11, ""),
    ("夜间渣土撒漏", "沐风大街西段", "热线转办", "综合执法二中队", 15, 19, ""),
    ("早市垃圾清运不及时", "桑榆街", "街道排查", "环卫西所", 12, 21, ""),
    ("无障碍坡道被石墩阻断", "晴川路 120 号", "群众反映", "停车与共享单车管理站", 10, 15, ""),
    ("店招脱落风险", "铜锣巷 7 号", "专项排查", "广告牌匾管理站", 8, 24, ""),
)


def issue_table(today: date) -> bytes:
    """The ledger as an office keeps it: a CSV file."""
    head = "序号,存在问题,问题地点,问题来源,责任单位,发现日期,整改期限,备注"
    lines = [
        f"{number},{what},{where},{source},{unit},{today - timedelta(days=found)},{today + timedelta(days=due)},{note}"
        for number, (what, where, source, unit, found, due, note) in enumerate(_ISSUES, start=1)
    ]
    return ("\n".join([head, *lines]) + "\n").encode()
