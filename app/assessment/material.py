"""Decides what stands in the file for a weekly meeting (周例会) or a circular (通报): numbers with their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from app.accounts.rules import Actor
from app.assessment import campaigns, service
from app.assessment.models import Campaign
from app.assessment.naming import names_of
from app.assessment.rules import RANKED_BY, By
from app.cases import lists
from app.cases.exporting import CHINESE, STATES_ZH
from app.cases.list_filter import CaseFilter
from app.cases.states import OPEN_STATES
from app.core.periods import Period
from app.core.tables_out import Row

NOTHING: Final = "—"
_TITLES: Final = {
    "title": ("数字城管运行情况", "Figures"),
    "figures": ("指标", "Indicator"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Denominator"),
    "value": ("比率 %", "Rate %"),
    "definition": ("定义", "Definition"),
    "version": ("版本", "Version"),
    "no-public-channel": ("无公众举报来源，不适用", "No public channel: not applicable"),
    "unit": ("处置单位排名", "Units ranked"),
    "segment": ("路段排名", "Segments ranked"),
    "place": ("名次", "Place"),
    "name": ("名称", "Name"),
    "few": ("案件不足 30 件不参与排名", "Fewer than 30 cases are not ranked"),
    "open": ("在办案件", "Open cases"),
    "campaigns": ("专项行动", "Campaigns"),
    "cases": ("案件", "Cases"),
    "quantity": ("计量单位", "Unit of count"),
    "done": ("已完成", "Done"),
    "wanted": ("目标", "Wanted"),
    "state": ("状态", "State"),
    "unit-name": ("处置单位", "Unit"),
    "closed": ("结案", "Closed"),
    "category": ("类别", "Category"),
}


def rows(actor: Actor, period: Period, language: str, now: datetime) -> Iterator[Row]:
    """The rows of the file, section by section."""
    zh = language == CHINESE
    word = {name: pair[0 if zh else 1] for name, pair in _TITLES.items()}
    yield [word["title"], period.first.isoformat(), period.last.isoformat()]
    yield from _figures(service.figures_body(actor, period, None, now), word, "zh" if zh else "en")
    for by in RANKED_BY:
        yield from _ranking(service.ranking_body(actor, period, by, now), by.value, word, "zh" if zh else "en")
    yield from _open(actor, now, word, zh=zh)
    yield from _campaigns(actor, period, word, now)


def campaign_rows(actor: Actor, one: Campaign, language: str, now: datetime) -> Iterator[Row]:
    """The rows of the file about one campaign, section by section."""
    zh = language == CHINESE
    tongue = "zh" if zh else "en"
    word = {name: pair[0 if zh else 1] for name, pair in _TITLES.items()}
    summary = campaigns.summary(actor, one, now)
    yield [one.name, one.first_day.isoformat(), one.last_day.isoformat()]
    yield [one.aim]
    yield []
    yield [word["quantity"], word["done"], word["wanted"]]
    yield from ([each["unit"], each["value"], each["wanted"]] for each in summary["quantities"])
    yield from _figures({"items": summary["figures"]}, word, tongue)
    yield []
    yield [word["state"], word["cases"]]
    yield from ([STATES_ZH[state] if zh else state, count] for state, count in summary["states"].items())
    yield []
    yield [word["unit-name"], word["cases"], word["closed"]]
    yield from ([unit["name"], unit["cases"], unit["closed"]] for unit in summary["units"])
    names = names_of(By.CATEGORY, summary["categories"])
    yield []
    yield [word["category"], word["cases"]]
    yield from ([names[slug][tongue] if slug in names else slug, count] for slug, count in summary["categories"].items())


def _figures(body: dict[str, Any], word: dict[str, str], tongue: str) -> Iterator[Row]:
    yield []
    yield [word[name] for name in ("figures", "numerator", "denominator", "value", "definition", "version")]
    for one in body["items"]:
        definition = one["definition"]
        value = word[one["why_not"]] if one["why_not"] else one["value"] or NOTHING
        numbers = (one["numerator"], one["denominator"], value)
        yield [definition["name"][tongue], *numbers, definition["text"][tongue], f"{definition['id']} v{definition['version']}"]


def _ranking(body: dict[str, Any], by: str, word: dict[str, str], tongue: str) -> Iterator[Row]:
    for ranking in body["rankings"].values():
        yield []
        yield [f"{word[by]}：{ranking['definition']['name'][tongue]}", word["few"]]
        yield [word[name] for name in ("place", "name", "numerator", "denominator", "value")]
        for one in ranking["places"]:
            name = one["name"][tongue] if one["name"] else one["key"]
            yield [one["place"], name, one["numerator"], one["denominator"], one["value"]]


def _open(actor: Actor, now: datetime, word: dict[str, str], *, zh: bool) -> Iterator[Row]:
    yield []
    yield [word["open"]]
    _, states = lists.counts(actor, CaseFilter(states=tuple(sorted(OPEN_STATES)), now=now))
    for state, counted in states.items():
        yield [STATES_ZH[state] if zh else state, f"{counted.count}+" if counted.more else counted.count]


def _campaigns(actor: Actor, period: Period, word: dict[str, str], now: datetime) -> Iterator[Row]:
    yield []
    yield [word["campaigns"], word["cases"]]
    for one in campaigns.campaigns():
        if one.first_day <= period.last and one.last_day >= period.first:
            summary = campaigns.summary(actor, one, now)
            counted = "，".join(f"{each['value']} {each['unit']}" for each in summary["quantities"])
            yield [one.name, summary["cases"], counted]
