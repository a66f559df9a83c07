"""Which column of a city's file is which of ours: guessed by names and contents, corrected by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapefile

from app.areas.features import Feature
from app.areas.field_mapping import checked, fields_of, guess, road_options
from app.areas.reading import read_features
from app.areas.rules import UnusableFile
from tests.areas.files import WGS84_PRJ


def records(**columns: list[Any]) -> list[Feature]:
    """Records from columns of equal length; None is an empty value."""
    rows = zip(*columns.values(), strict=True)
    return [Feature(at, dict(zip(columns, row, strict=True)), None) for at, row in enumerate(rows, start=1)]


ROADS = {
    "codes": [f"990103-003-R{n:03d}-S0{n % 3 + 1}" for n in range(1, 9)],
    "names": ["槐荫路", "文渠路", "安澜路", "码头街"] * 2,
    "starts": ["文渠路", "安澜路", None, "北关"] * 2,
    "sides": ["双侧", "东侧", "双侧", "西侧"] * 2,
    "depths": [6, 12.5, None, 15] * 2,
    "streets": ["望河街道", "望河街道", "北关镇", "望河街道"] * 2,
    "communities": ["文渠社区", "安澜社区", "北关村", "文渠社区"] * 2,
}


def test_english_columns_of_roads_are_recognised() -> None:
    found = guess(
        records(
            fid=list(range(1, 9)),
            road_code=ROADS["codes"],
            name_cn=ROADS["names"],
            from_=ROADS["starts"],
            to_=ROADS["starts"],
            side=ROADS["sides"],
            depth_m=ROADS["depths"],
            subdistrict=ROADS["streets"],
            community=ROADS["communities"],
        ),
        "segments",
    )
    assert found == {
        "code": "road_code",
        "name": "name_cn",
        "from_name": "from_",
        "to_name": "to_",
        "side": "side",
        "depth": "depth_m",
        "street": "subdistrict",
        "community": "community",
    }


def test_chinese_columns_of_roads_are_recognised() -> None:
    columns = ["路段编号", "路名", "起点", "止点", "侧别", "进深（米）", "所属街道", "社区"]
    values = [ROADS[key] for key in ("codes", "names", "starts", "starts", "sides", "depths", "streets", "communities")]
    assert list(guess(records(**dict(zip(columns, values, strict=True))), "segments").values()) == columns


def test_columns_without_a_telling_name_are_recognised_by_what_is_in_them() -> None:
    found = guess(
        records(
            a=list(range(1, 9)),
            b=ROADS["codes"],
            c=ROADS["names"],
            d=ROADS["sides"],
            e=ROADS["depths"],
            f=ROADS["streets"],
            g=ROADS["communities"],
            lanes=[4] * 8,
        ),
        "segments",
    )
    assert found == {
        **{"code": "b", "name": "c", "from_name": None, "to_name": None},
        **{"side": "d", "depth": "e", "street": "f", "community": "g"},
    }


def test_codes_of_cells_are_recognised_by_their_digits() -> None:
    codes = [f"4101040010010{n:02d}" for n in range(1, 9)]
    wrong = [*codes[:-1], "41010400100108"]
    assert guess(records(OBJECTID=list(range(8)), F1=codes, F2=ROADS["streets"]), "cells") == {
        "code": "F1",
        "street": "F2",
        "community": None,
    }
    assert guess(records(BGID=wrong, other=ROADS["codes"]), "cells")["code"] == "BGID"


def test_plain_maps_of_roads_have_names_and_no_codes() -> None:
    found = guess(
        records(
            **{"@id": [f"way/{n}" for n in range(8)], "highway": ["residential"] * 8},
            name=["文化路", None, "West Lane", None, "x", "y", "z", "丙路"],
            maxspeed=["60"] * 8,
            lanes=["3"] * 8,
            width=["12"] * 8,
        ),
        "segments",
    )
    assert {wanted: column for wanted, column in found.items() if column} == {"name": "name"}


def test_a_column_called_street_that_holds_roads_is_their_name() -> None:
    found = guess(records(street=ROADS["names"], town=ROADS["streets"]), "segments")
    assert (found["name"], found["street"]) == ("street", "town")


def test_no_column_is_used_twice() -> None:
    found = guess(records(code=["990103-003-R001-S01", "丙路"], 名称=["990103-003-R001-S02", "丁路"]), "segments")
    used = [column for column in found.values() if column]
    assert len(used) == len(set(used))


def test_names_that_a_shapefile_cut_off_are_recognised(tmp_path: Path) -> None:
    with shapefile.Writer(str(tmp_path / "cells"), shapeType=shapefile.POINT, encoding="gbk") as writer:
        writer.field("单元网格编码"[:5], "C", size=15)
        writer.field("subdistric", "C", size=20)
        for n in range(3):
            writer.point(113.6, 34.7)
            writer.record(f"41010400100100{n}", "南关街道")
    (tmp_path / "cells.prj").write_text(WGS84_PRJ)
    file = read_features(tmp_path / "cells.shp")
    assert guess(file.features, "cells") == {"code": "单元网格编", "street": "subdistric", "community": None}


def test_columns_are_shown_with_samples_their_kind_and_how_many_are_filled() -> None:
    fields = fields_of(records(code=["a", "b", "b", "c", "d"], n=[1, 2.5, None, 3, 3], none=[None] * 5))
    assert [(one.name, one.samples, one.kind, one.filled) for one in fields] == [
        ("code", ("a", "b", "c"), "text", 5),
        ("n", ("1", "2.5", "3"), "number", 4),
        ("none", (), "empty", 0),
    ]


def test_a_file_without_records_or_columns_has_nothing_to_guess() -> None:
    assert fields_of([]) == []
    assert set(guess([], "segments").values()) == {None}
    assert set(guess([Feature(1, {}, None)], "cells").values()) == {None}


@pytest.mark.parametrize(
    ("mapping", "layer", "said"),
    [
        ({"code": "BH"}, "segments", "no column 'BH' for code: it has code, name"),
        ({"owner": "name"}, "segments", "'owner' is no field of segments: they are code, name, from_name"),
        ({"side": "name"}, "cells", "'side' is no field of cells"),
        ({"street": "name"}, "cells", "Cells need a column with their code"),
        ({"code": "name"}, "cells", r"lost their last digits in a spreadsheet \(like 4\.10104E\+14\).*formatted as text"),
    ],
)
def test_a_mapping_the_file_cannot_give_is_refused(mapping: dict[str, str | None], layer: str, said: str) -> None:
    with pytest.raises(UnusableFile, match=said):
        checked(mapping, records(code=["A"], name=["4.10104E+14"]), layer)


def test_a_mapping_says_how_roads_are_read() -> None:
    mapping = checked({"code": "a", "depth": "b", "side": None}, records(a=["A"], b=[7]), "segments")
    options = road_options(mapping, "990103", 6.0)
    assert (options.code_field, options.name_field, options.depth_m) == ("a", "", 6.0)
    assert (options.fields.depth, options.fields.side) == ("b", None)
