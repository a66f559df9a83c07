"""Decides what a reader is shown of shops, and what of them leaves as a file. Gathers; decides no rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.areas import queries as areas
from app.core import clock
from app.core.tables_out import Row
from app.roster import queries as roster
from app.shops import more, queries
from app.shops.models import Shop, ShopImport
from app.shops.rules import ShopStatus, Warned, code_fits

Body = dict[str, Any]
MOST_BAD: Final = 2_000
"""Cells of a table that are told one by one."""
EXPORT_HEAD: Final = (
    *("店铺编号", "店名", "路名", "门牌", "业态", "状态", "经度", "纬度", "路段编码", "单元网格"),
    *("起点(米)", "止点(米)", "进深(米)", "统一社会信用代码", "联系人(已脱敏)", "街道办"),
    *("责任书编号", "责任书状态", "到期日", "剩余天数", "今年违约", "拒签", "重签期限"),
)
_STATUS: Final = {ShopStatus.OPEN: "营业", ShopStatus.CLOSED: "停业"}
_STANDING: Final = {
    **{"signed": "已签待确认", "confirmed": "待备案", "active": "有效", "expiring": "快到期", "expired": "已过期"},
    **{"superseded": "已续签", "terminated": "已终止"},
}


def listed(shops: Sequence[Shop]) -> list[Body]:
    """The lines of a list."""
    parts = more.listed([one.id for one in shops])
    index = areas.current_index()
    return [
        {
            "id": one.id,
            "name": one.name,
            "door": one.door,
            "street": one.street,
            "segment": _segment(index, one.segment_code),
            "cell_code": one.cell_code,
            "street_unit": one.street_unit,
            "status": one.status,
            "contact_hint": one.contact_hint,
            "rev": one.rev,
            "resign_by": one.resign_by.isoformat() if one.resign_by else None,
            **parts[one.id],
        }
        for one in shops
    ]


def shop_body(one: Shop, reader: Actor) -> Body:
    """A shop's page."""
    events = queries.events_of(one.id)
    names = people.names({event.by_id for event in events if event.by_id})
    office = roster.unit(one.street_unit)
    from_m, to_m = one.segment_from_m, one.segment_to_m
    return {
        **listed([one])[0],
        "kind": one.kind,
        "point": [one.lon, one.lat],
        "segment_from_m": from_m,
        "segment_to_m": to_m,
        "length_m": None if from_m is None or to_m is None else round(to_m - from_m, 2),
        "depth_m": one.depth_m,
        "frontage": one.frontage,
        "credit_code": one.credit_code,
        "photos": one.photos,
        "office": {"code": office.code, "name": office.name} if office else None,
        "praise_consent": one.praise_consent,
        "merged_into": one.merged_into,
        "merged_from": queries.merged_into(one.id),
        "added_at": clock.isoformat(one.added_at),
        "warnings": _warnings(one),
        "history": [
            {
                "kind": event.kind,
                "by": {"id": event.by_id, "name": names[event.by_id]} if event.by_id in names else None,
                "at": clock.isoformat(event.at),
                "facts": event.facts,
            }
            for event in events
        ],
        **more.shown(one, reader),
    }


def import_body(row: ShopImport) -> Body:
    """A table on its way in: what is wrong with it, and what it would change or has changed."""
    return {
        "id": row.id,
        "state": row.state,
        "file_name": row.file_name,
        "at": clock.isoformat(row.at),
        "entered_at": clock.isoformat(row.entered_at) if row.entered_at else None,
        **{name: getattr(row, name) for name in ("rows", "good", "new", "changed")},
        "same": row.good - row.new - row.changed,
        "bad": row.bad[:MOST_BAD],
        "bad_rows": len({one["row"] for one in row.bad}),
        "warnings": row.warnings[:MOST_BAD],
        "warned": len(row.warnings),
    }


def export_rows(pieces: Iterable[Sequence[Shop]]) -> Iterator[Row]:
    """The header and a row for each shop; no whole name and no whole number of a person leaves."""
    yield EXPORT_HEAD
    for shops in pieces:
        parts = more.listed([one.id for one in shops])
        offices = roster.names({one.street_unit for one in shops if one.street_unit})
        for one in shops:
            yield (*_described(one), offices.get(one.street_unit or "", one.street_unit), *_pledged(one, parts[one.id]))


def _described(one: Shop) -> Row:
    named = (one.id, one.name, one.street, one.door, one.kind, _STATUS[ShopStatus(one.status)])
    placed = (one.lon, one.lat, one.segment_code, one.cell_code, one.segment_from_m, one.segment_to_m, one.depth_m)
    return (*named, *placed, one.credit_code, one.contact_hint)


def _pledged(one: Shop, parts: Body) -> Row:
    pledge = parts["pledge"] or {}
    standing = _STANDING.get(pledge.get("standing", ""), pledge.get("standing"))
    told = (pledge.get("number"), standing, pledge.get("valid_to"), pledge.get("days_left"))
    return (*told, parts["breaches_this_year"], "是" if parts["refused"] else None, one.resign_by)


def _segment(index: Any, code: str | None) -> Body | None:
    if code is None:
        return None
    found = areas.segment_in(index, code)
    return {"code": code, "name": found.name if found else None}


def _warnings(one: Shop) -> list[Body]:
    """What a person should know; a shop that is closed bothers nobody."""
    if one.status == ShopStatus.CLOSED:
        return []
    told: list[Body] = []
    if one.credit_code and not code_fits(one.credit_code):
        told.append({"word": str(Warned.CREDIT_CODE), "shop_ids": []})
    if one.segment_code is None:
        told.append({"word": str(Warned.OUTSIDE), "shop_ids": []})
    if one.frontage is None and one.segment_from_m is not None and one.depth_m is not None:
        told.append({"word": str(Warned.NO_FRONTAGE), "shop_ids": []})
    return told + [{"word": word, "shop_ids": ids} for word, ids in queries.doubles_of(one).items()]
