"""An import makes a new version: whole or not at all, with a history, numbers that stay and an index that follows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select

from app.areas import queries, service
from app.areas.datum import Datum
from app.areas.models import AreaVersion, GridCell, Road, RoadSegment
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.areas.rules import UnusableFile
from app.areas.service import Imported
from app.core.db import db
from app.core.transaction import in_transaction
from tests.areas.files import feature, ring, way

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("ctx")


def file_of(*features: Any) -> Any:
    return features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")


def road(name: str | None, lat: float, lon: float = 113.7, length: float = 0.004, **more: Any) -> dict[str, Any]:
    return way([(lon, lat), (lon + length, lat)], name=name, **more)


def roads(*features: Any, append: bool = False, **options: Any) -> Imported:
    chosen = RoadOptions(options.pop("adcode", "410104"), **options)
    return in_transaction(lambda: service.import_segments(file_of(*features), Datum.WGS84, NOW, chosen, append=append))


def cells(*places: tuple[str, float], append: bool = False) -> Imported:
    features = [feature("Polygon", [ring(lon, 34.7, 0.001)], code=code) for code, lon in places]
    return in_transaction(lambda: service.import_cells(file_of(*features), Datum.WGS84, NOW, append=append))


def codes() -> list[str]:
    return queries.current_index().segments.codes


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_layer_is_replaced_and_the_other_one_stays() -> None:
    roads(road("甲路", 34.70), road("乙路", 34.71))
    cells(("410104001001001", 113.7))
    roads(road("乙路", 34.71))
    index = queries.current_index()
    assert index.segments.names == ["乙路"]
    assert index.cells.codes == ["410104001001001"]


def test_the_number_of_a_road_stays_with_its_name_across_imports() -> None:
    roads(road("甲路", 34.70), road("乙路", 34.71))
    before = dict(db.session.execute(select(Road.name, Road.number)).all())
    roads(road("丁路", 34.69), road("甲路", 34.70))
    numbers = dict(db.session.execute(select(Road.name, Road.number)).all())
    assert numbers["甲路"] == before["甲路"]
    assert numbers["丁路"] == 3
    assert codes() == sorted(f"410104-000-R{numbers[name]:03d}-S01" for name in ("甲路", "丁路"))


def test_appending_adds_replaces_equal_codes_and_passes_over_what_is_there() -> None:
    roads(road("甲路", 34.70), road("乙路", 34.71, code="A"))
    again = roads(road("甲路", 34.70), road("甲路", 34.80), road("乙路", 34.72, code="A"), append=True)
    assert codes() == ["410104-000-R001-S01", "410104-000-R001-S02", "A"]
    assert again.report.imported == 1
    kept = again.report.as_dict()
    assert (kept["skipped"], kept["replaced"]) == (1, 1)
    moved = next(one for one in queries.segments_of(queries.current_version_id()) if one.code == "A")
    assert moved.line.coords[0][1] == 34.72


def test_appended_cells_join_the_layer() -> None:
    cells(("410104001001001", 113.7), ("410104001001002", 113.71))
    again = cells(("410104001001002", 113.72), ("410104001001003", 113.73), append=True)
    assert queries.current_index().cells.codes == [f"41010400100100{n}" for n in (1, 2, 3)]
    assert again.report.as_dict()["replaced"] == 1


def test_rows_that_did_not_change_are_not_written_again() -> None:
    roads(*[road(f"路{n}", 34.6 + n / 100) for n in range(9)])
    roads(*[road(f"路{n}", 34.6 + n / 100) for n in range(8)], road("路8", 34.9))
    assert count(RoadSegment) == 10
    assert count(AreaVersion) == 2


def test_an_older_version_still_answers_as_it_did() -> None:
    first = roads(road("甲路", 34.70))
    roads(road("乙路", 34.70))
    old = queries.index_named(first.version)
    assert old is not None
    assert old.place(113.701, 34.7, 8.0).segment.name == "甲路"  # type: ignore[union-attr]
    assert queries.current_index().place(113.701, 34.7, 8.0).segment.name == "乙路"  # type: ignore[union-attr]
    assert old.version == first.version != queries.current_index().version


@pytest.mark.parametrize("name", [None, "", "99-nothing"])
def test_a_version_nobody_made_has_no_index(name: str | None) -> None:
    roads(road("甲路", 34.70))
    assert queries.index_named(name) is None


def test_a_refused_file_changes_nothing_at_all() -> None:
    roads(road("甲路", 34.70))
    before = (codes(), count(AreaVersion), count(Road))
    with pytest.raises(UnusableFile):
        roads(road(None, 34.71))
    with pytest.raises(UnusableFile):
        roads(road("乙路", 34.71), road("x" * 121, 34.72))
    assert (codes(), count(AreaVersion), count(Road)) == before


def test_the_index_is_built_once_per_version() -> None:
    roads(road("甲路", 34.70))
    assert queries.current_index() is queries.current_index()


def test_few_indexes_are_kept_and_the_oldest_comes_back_when_asked() -> None:
    first = roads(road("甲路", 34.70))
    for n in range(5):
        roads(road("甲路", 34.71 + n / 100))
        queries.current_index()
    old = queries.index_named(first.version)
    assert old is not None
    assert old.segments.names == ["甲路"]


def test_before_any_import_everything_is_outside() -> None:
    assert queries.current_index().place(113.7, 34.7, 8.0).status == "outside"
    assert queries.segment("410104-000-R001-S01") is None


def test_a_segment_is_found_by_its_code_only_while_it_is_in_force() -> None:
    roads(road("甲路", 34.70))
    assert queries.segment("410104-000-R001-S01") == queries.SegmentName("410104-000-R001-S01", "甲路")
    roads(road("乙路", 34.70))
    assert queries.segment("410104-000-R001-S01") is None


def test_road_codes_take_the_district_of_the_cells_when_none_is_given() -> None:
    cells(("410104001001001", 113.7))
    roads(road("甲路", 34.70), adcode="")
    assert codes() == ["410104-000-R001-S01"]


def test_without_any_district_codes_say_so_and_the_report_too() -> None:
    imported = roads(road("甲路", 34.70), adcode="")
    assert codes() == ["000000-000-R001-S01"]
    assert any("--adcode" in str(note) for note in imported.report.notes)
    with pytest.raises(UnusableFile, match="six digits"):
        roads(road("甲路", 34.70), adcode="4101")


def test_a_generated_grid_replaces_the_cells_and_says_that_it_is_generated() -> None:
    cells(("410104001001001", 113.9))
    outline = file_of(feature("Polygon", [ring(113.7, 34.7, 0.01)]))
    made = in_transaction(lambda: service.generate_grid(outline, Datum.WGS84, "410104", NOW))
    assert made.report.as_dict()["generated"] is True
    assert queries.current_index().cells.codes[0] == "410104901001001"
    in_force = select(GridCell.generated).where(queries.valid_in(GridCell, queries.current_version_id()))
    assert set(db.session.scalars(in_force)) == {True}


def test_stored_degrees_are_rounded_and_come_back_as_they_were_stored() -> None:
    roads(way([(113.70000000004, 34.70000000096), (113.7040001, 34.7)], name="甲路"))
    (one,) = queries.segments_of(queries.current_version_id())
    assert list(one.line.coords) == [(113.7, 34.700000001), (113.7040001, 34.7)]
    assert shapely.get_coordinate_dimension(one.line) == 2


def test_the_report_is_kept_with_the_version() -> None:
    imported = roads(road("甲路", 34.70), road(None, 34.71))
    version = queries.current_version()
    assert version is not None
    assert version.report == imported.report.as_dict()
    assert (version.name, version.layer, version.adcode) == (imported.version, "segments", "410104")


def test_two_histories_never_share_a_version_name() -> None:
    names = {roads(road("甲路", 34.70)).version}
    db.session.remove()
    for table in (RoadSegment, Road, AreaVersion):
        in_transaction(lambda table=table: db.session.execute(table.__table__.delete()))  # type: ignore[misc]
    names.add(roads(road("甲路", 34.75)).version)
    assert len(names) == 2
