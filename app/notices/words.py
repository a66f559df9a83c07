"""The Chinese words of papers and of their ledger, and the neutral template that an office starts from."""

from __future__ import annotations

from typing import Any, Final

from app.handling.rules import OrderLevel
from app.notices.rules import Kind, Means, ReceiverKind, State

DISCLAIMER: Final = "本通知单为管理性告知，不是行政处罚或执法文书。"
TITLES: Final = {Kind.RECTIFICATION: "整改通知单", Kind.SUPERVISION: "督办单"}
STATES: Final = {
    State.DRAFT: "草稿", State.ISSUED: "已签发", State.SERVED: "已送达", State.ANSWERED: "已反馈", State.REVIEWED: "已复查",
    State.ARCHIVED: "已归档", State.VOIDED: "已作废",
}  # fmt: skip
MEANS: Final = {Means.IN_PERSON: "当面签收", Means.LEFT: "留置送达", Means.ELECTRONIC: "电子送达"}
LEVELS: Final = {OrderLevel.NORMAL: "一般", OrderLevel.KEY: "重点", OrderLevel.DISTRICT: "区级", OrderLevel.CITY: "市级"}
RECEIVERS: Final = {ReceiverKind.SHOP: "商户", ReceiverKind.UNIT: "单位", ReceiverKind.PARTY: "当事人"}
PASSED: Final = {True: "合格", False: "不合格", None: ""}
VOID_WHY: Final = {"returned": "号段退回", "expired": "号段到期", "forgotten": "手机数据丢失", "voided": "文书作废"}
LEDGER_HEAD: Final = (
    "编号", "文书", "状态", "案件号", "签发单位",
    "被通知对象", "对象名称", "地址", "路段", "网格", "问题", "要求", "期限", "级别", "答复期限",
    "签发时间", "送达方式", "送达时间", "复查结果", "归档号",
)  # fmt: skip
NOT_NAMED: Final = "未写明"
NUMBERS_HEAD: Final = ("编号", "状态", "原因", "时间", "案件号")
NUMBER_STATES: Final = {"reserved": "号段内未用", "used": "已用", "void": "作废"}

_NEUTRAL: Final[dict[Kind, dict[str, Any]]] = {
    Kind.RECTIFICATION: {
        "head_lines": [],
        "opening": "经现场检查，发现存在下列问题，现予告知：",
        "phrases": ["将店外物品收回店内，恢复人行道畅通。", "清理门前垃圾和杂物，保持整洁。", "修复或更换损坏的设施。"],
        "closing": "请在期限内整改，并向签发单位反馈整改情况。",
        "rights": "对本通知有异议的，可在收到之日起 2 个工作日内向签发单位说明情况。",
        "contact": "",
    },
    Kind.SUPERVISION: {
        "head_lines": [],
        "opening": "下列事项尚未办结，现予督办：",
        "phrases": ["按期办结并报送处置前后照片。", "说明未按期办结的原因和下一步安排。"],
        "closing": "请在答复期限内书面答复签发单位。",
        "rights": "",
        "contact": "",
    },
}


def neutral_texts(kind: Kind) -> dict[str, Any]:
    """What an office finds in its first template: no name, no mark, no legal basis."""
    return {name: list(said) if isinstance(said, list) else said for name, said in _NEUTRAL[kind].items()}


def masked_name(name: str) -> str:
    """A person's name in a list: the first character, and one star for each further one."""
    return name[:1] + "*" * max(1, len(name) - 1)
