"""Area versions in time: who was responsible when, what an undo brings back, and that nothing is ever deleted."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapely
from flask import Flask
from sqlalchemy import event, func, select

from app.areas import queries, service, storing
from app.areas.datum import Datum
from app.areas.import_report import ImportReport
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.areas.rules import NothingToUndo, ValidFromFuture
from app.areas.shapes import Cell, Segment
from app.areas.validity import TIME_BEGINS
from app.core.db import db
from app.core.transaction import in_transaction
from tests.areas.files import feature, ring, way

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("ctx")


def file_of(*features: Any) -> Any:
    return features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")


def roads(at: datetime, *codes: str, valid_from: datetime | None = None) -> str:
    features = [way([(113.7, 34.7 + n / 100), (113.703, 34.7 + n / 100)], code=code) for n, code in enumerate(codes)]
    options = RoadOptions("410104")
    made = in_transaction(lambda: service.import_segments(file_of(*features), Datum.WGS84, at, options, valid_from=valid_from))
    return made.version


def cells(at: datetime, *codes: str, valid_from: datetime | None = None) -> str:
    features = [feature("Polygon", [ring(113.7 + n / 100, 34.7, 0.001)], code=code) for n, code in enumerate(codes)]
    return in_transaction(lambda: service.import_cells(file_of(*features), Datum.WGS84, at, valid_from=valid_from)).version


def undo(at: datetime = NOON) -> service.Undone:
    return in_transaction(lambda: service.undo(at))


def at(moment: datetime) -> tuple[list[str], list[str]]:
    """Segments and cells that were responsible then."""
    index = queries.index_of(queries.version_at(moment, queries.current_version_id()))
    return index.segments.codes, index.cells.codes


def rows() -> dict[str, Any]:
    """Everything that is kept of the areas, by table."""
    kept = {}
    for table in (RoadSegment, GridCell):
        columns = [column for column in table.__table__.c if column.key != "to_version"]
        kept[table.__tablename__] = {tuple(row) for row in db.session.execute(select(*columns))}
    return kept


def test_a_moment_finds_the_areas_that_were_responsible_then() -> None:
    roads(NOON, "A")
    roads(NOON + HOUR, "B")
    roads(NOON + 2 * HOUR, "C")
    moments = (NOON - 999 * HOUR, NOON + HOUR, NOON + 2 * HOUR, NOON + 999 * HOUR)
    assert [at(moment)[0] for moment in moments] == [["A"], ["B"], ["C"], ["C"]]


def test_the_first_import_of_a_layer_completes_the_areas_that_are_there() -> None:
    roads(NOON, "A")
    cells(NOON + HOUR, "410104001001001")
    assert at(NOON - 999 * HOUR) == (["A"], ["410104001001001"])
    roads(NOON + 2 * HOUR, "B")
    cells(NOON + 3 * HOUR, "410104001001002")
    assert at(NOON + 3 * HOUR - HOUR / 2) == (["B"], ["410104001001001"])
    assert at(NOON) == (["A"], ["410104001001001"])


def test_a_layer_that_begins_later_leaves_the_past_without_it() -> None:
    roads(NOON, "A")
    cells(NOON + HOUR, "410104001001001", valid_from=NOON + HOUR / 2)
    assert (at(NOON)[1], at(NOON + HOUR / 2)[1]) == ([], ["410104001001001"])


def test_a_city_may_say_afterwards_since_when() -> None:
    roads(NOON, "A")
    roads(NOON + HOUR, "B")
    roads(NOON + 5 * HOUR, "C", valid_from=NOON + HOUR / 2)
    assert [at(moment)[0] for moment in (NOON, NOON + HOUR / 2, NOON + HOUR)] == [["A"], ["C"], ["C"]]
    roads(NOON + 6 * HOUR, "D", valid_from=TIME_BEGINS)
    assert at(NOON - HOUR)[0] == ["D"]


def test_nobody_activates_what_counts_only_later() -> None:
    roads(NOON, "A")
    with pytest.raises(ValidFromFuture):
        roads(NOON, "B", valid_from=NOON + HOUR)
    assert at(NOON)[0] == ["A"]
    assert db.session.scalar(select(func.count()).select_from(AreaVersion)) == 1


def test_an_undone_version_was_never_responsible_and_nothing_is_deleted() -> None:
    roads(NOON, "A", "B")
    cells(NOON, "410104001001001")
    first = queries.current_version_id()
    roads(NOON + HOUR, "B", "C")
    before = rows()
    done = undo(NOON + 2 * HOUR)
    assert (done.restored, len(done.undone)) == (queries.versions()[first - 1].name, 1)
    assert done.version == queries.current_index().version
    for moment in (NOON, NOON + HOUR, NOON + 99 * HOUR):
        assert at(moment) == (["A", "B"], ["410104001001001"])
    assert queries.index_named(done.undone[0]).segments.codes == ["B", "C"]  # type: ignore[union-attr]
    assert all(before[name] <= rows()[name] for name in before)


def test_restored_areas_are_the_same_to_the_last_bit() -> None:
    roads(NOON, "A", "B")
    cells(NOON, "410104001001001", "410104001001002")
    number = queries.current_version_id()
    was = queries.content_of(queries.versions()[-1].name)
    roads(NOON + HOUR, "B", "D")
    cells(NOON + HOUR, "410104001001002")
    undo()
    undo()
    now = queries.current_version_id()
    assert queries.segments_of(now) == queries.segments_of(number)
    assert queries.cells_of(now) == queries.cells_of(number)
    limits = queries.content_of(queries.versions()[-1].name)[2]
    assert limits.wkb == was[2].wkb


def test_what_a_city_says_of_its_areas_is_kept_and_comes_back() -> None:
    report = ImportReport("segments", "test")
    line = shapely.LineString([(113.7, 34.7), (113.704, 34.7)])
    said = Segment("A", "索河路", 15.0, line, None, "left", "人民路口", "东桥", "索河街道", "一社区")
    in_transaction(lambda: storing.activate_segments([said, Segment("B", None, 15.0, line)], "410182", report, NOON))
    cell = Cell("410182001001001", shapely.box(113.7, 34.7, 113.71, 34.71), "索河街道", "一社区")
    in_transaction(lambda: storing.activate_cells([cell], ImportReport("cells", "test"), NOON))
    roads(NOON + HOUR, "C")
    undo()
    now = queries.current_version_id()
    assert queries.segments_of(now) == [said, Segment("B", None, 15.0, line)]
    assert queries.cells_of(now) == [cell]


def test_undone_twice_it_goes_one_step_further_and_ends_at_the_first() -> None:
    for n, code in enumerate("ABC"):
        roads(NOON + n * HOUR, code)
    undo()
    assert [at(NOON + n * HOUR)[0] for n in range(4)] == [["A"], ["B"], ["B"], ["B"]]
    undo()
    assert [at(NOON + n * HOUR)[0] for n in range(4)] == [["A"]] * 4
    with pytest.raises(NothingToUndo):
        undo()


def test_what_was_undone_can_be_imported_again() -> None:
    roads(NOON, "A")
    roads(NOON + HOUR, "B")
    undo()
    name = roads(NOON + 3 * HOUR, "B")
    assert [at(NOON + n * HOUR)[0] for n in range(4)] == [["A"], ["A"], ["A"], ["B"]]
    assert len({version.name for version in queries.versions()}) == 4
    assert queries.versions()[-1].name == name


def test_the_table_says_until_when_each_was_responsible() -> None:
    roads(NOON, "A")
    roads(NOON + HOUR, "B")
    roads(NOON + 2 * HOUR, "C")
    undo(NOON + 3 * HOUR)
    said = db.session.execute(
        select(AreaVersion.valid_from, AreaVersion.valid_to, AreaVersion.undone_at).order_by(AreaVersion.id)
    )
    assert [tuple(row) for row in said] == [
        (None, NOON + HOUR, None),
        (NOON + HOUR, NOON + 2 * HOUR, None),
        (NOON + 2 * HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR),
        (NOON + 2 * HOUR, None, None),
    ]


def test_finding_the_version_of_a_moment_asks_the_database_only_after_a_new_one(ctx: Flask) -> None:
    roads(NOON, "A")
    newest = queries.current_version_id()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, sql, *_: asked.append(sql))
    found = {queries.version_at(NOON + n * HOUR, newest) for n in range(-5, 5)}
    assert (found, len(asked)) == ({newest}, 1)


def test_while_one_index_is_built_others_answer(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    roads(NOON, "A")
    roads(NOON + HOUR, "B")
    building, go_on = threading.Event(), threading.Event()
    build = queries._build

    def slow(version_id: int) -> Any:
        if version_id == 1:
            building.set()
            assert go_on.wait(30)
        return build(version_id)

    monkeypatch.setattr(queries, "_build", slow)

    def ask() -> None:
        with ctx.app_context():
            queries.index_of(1)
            db.session.remove()

    other = threading.Thread(target=ask)
    other.start()
    assert building.wait(30)
    assert queries.index_of(2).segments.codes == ["B"]
    go_on.set()
    other.join(30)
    assert not other.is_alive()
