"""The Chinese words of letters; papers are written in one language."""

from __future__ import annotations

from typing import Final

from app.dispatch.letter_rules import Outcome, SentHow

TITLE: Final = "案件移送函"
DRAFT: Final = "草稿　未编号　不得送出"
VOID: Final = "已作废"
OPENING: Final = "我单位在城市管理巡查中发现下列问题，经核，属你单位职责范围。现予移送，请依职责处理，并将结果函复。"
WANTED: Final = "请派员到现场处理，处理完毕后函复结果；不属你单位职责的，请函告理由。"
CLOSING: Final = "本函为案件移送用，不是行政处罚或者行政强制文书。"
HOW: Final = {SentHow.HAND: "专人送达", SentHow.MAIL: "邮寄", SentHow.FAX: "传真", SentHow.EXCHANGE: "公文交换"}
OUTCOMES: Final = {Outcome.DONE: "已处理", Outcome.TAKEN: "已受理，正在处理", Outcome.REFUSED: "不属其职责"}
