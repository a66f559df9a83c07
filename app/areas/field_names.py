"""Decides by which names columns are known: as cities, their programs and OpenStreetMap write them, in small letters and
without spaces and signs. Pinyin initials (ldbh: 路段编号) are what 10 bytes of a Shapefile leave. The clearest come first.
"""

from __future__ import annotations

WANTED = {
    "segments": ("code", "name", "from_name", "to_name", "side", "depth", "street", "community"),
    "cells": ("code", "street", "community"),
}
"""By layer; a file may lack any of them but the code of cells."""

NAMES = {
    "code": (
        *("roadcode", "segmentcode", "segcode", "sectioncode", "ldbh", "ldbm", "lddm", "dlbm", "dlbh", "路段编号", "路段编码"),
        *(
            "路段代码",
            "道路编码",
            "道路编号",
            "bgid",
            "bgcode",
            "bgdm",
            "gridcode",
            "gridid",
            "cellcode",
            "cellid",
            "wgbm",
            "wgbh",
        ),
        *("wgdm", "单元网格编码", "单元网格代码", "网格编码", "网格编号", "网格代码", "标识码", "code", "bsm", "bm", "bh"),
        *("编码", "编号", "代码"),
    ),
    "name": (
        *("name", "namecn", "namezh", "roadname", "ldmc", "dlmc", "路名", "路段名称", "道路名称", "路段名", "道路名"),
        *("lm", "mc", "名称", "title"),
    ),
    "from_name": (
        "from",
        "fromname",
        "start",
        "startname",
        "qd",
        "qdmc",
        "qdian",
        "起点",
        "起点名称",
        "起始点",
        "起点路口",
        "起",
    ),
    "to_name": ("to", "toname", "end", "endname", "zd", "zdmc", "zdian", "止点", "终点", "讫点", "止点名称", "终点名称", "止"),
    "side": ("side", "roadside", "lr", "cb", "lb", "侧", "侧别", "哪一侧", "道路侧", "路侧", "方位"),
    "depth": ("depth", "depthm", "js", "jinshen", "进深", "进深米", "进深(米)", "进深（米）", "深度", "管理深度", "buffer"),
    "street": (
        "street",
        "streetname",
        "subdistrict",
        "town",
        "jd",
        "jdmc",
        "jdbm",
        "街道",
        "街道名称",
        "所属街道",
        "镇街",
        "乡镇街道",
    ),
    "community": ("community", "sq", "sqmc", "sqbm", "shequ", "社区", "社区名称", "所属社区", "社区村", "村居", "居委会"),
}

SOMETHING_ELSE = {
    "depth": frozenset({"fid", "id", "objectid", "gid", "oid", "lanes", "maxspeed", "layer", "ref", "height", "length", "width"}),
    "side": frozenset({"sidewalk", "cycleway", "shoulder", "busway", "parking"}),
}
"""Columns whose values look like a wanted field and are none."""
