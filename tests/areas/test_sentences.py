"""What is said about files of areas: one catalogue, slugs and facts that fit it, words for every slug on the screens."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.areas.english import ENGLISH
from app.areas.import_report import ImportReport, Kind
from app.areas.rules import UnusableFile
from app.areas.sentences import places, say

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [path for folder in ("areas", "area_imports") for path in sorted((ROOT / "app" / folder).glob("*.py"))]
REFUSALS = {"UnusableFile", "WrongState", "Refusal"}


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Where these are called, as file and line, and how."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def said() -> Iterator[tuple[str, str, set[str]]]:
    """Every sentence that the sources say: where, its slug and the names of its facts."""
    for where, call in calls({"say"}):
        (slug,) = call.args
        assert isinstance(slug, ast.Constant), f"{where}: a slug that nobody can look up"
        yield where, str(slug.value), {str(one.arg) for one in call.keywords}


def test_every_sentence_that_is_said_has_its_slug_and_its_facts_in_the_catalogue() -> None:
    wrong = [(where, slug) for where, slug, facts in said() if slug not in ENGLISH or places(ENGLISH[slug]) != facts]
    assert wrong == []


def test_the_catalogue_holds_no_sentence_that_nobody_says() -> None:
    assert set(ENGLISH) == {slug for _, slug, _ in said()}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_screens_have_words_of_their_own_with_the_same_facts_for_every_slug(language: str) -> None:
    text = (ROOT / "pwa" / "src" / "i18n" / "messages" / language / "areas.json").read_text("utf-8")
    words = json.loads(text)["areaSaid"]
    assert {slug: places(one) for slug, one in words.items()} == {slug: places(one) for slug, one in ENGLISH.items()}


def test_nothing_is_refused_in_words_that_are_not_in_the_catalogue() -> None:
    found = list(calls(REFUSALS))
    bare = [where for where, call in found if not isinstance(call.args[0], ast.Name | ast.Call | ast.IfExp)]
    assert len(found) > 50
    assert bare == []
    with pytest.raises(AttributeError):
        UnusableFile("a bare string")  # type: ignore[arg-type]


def test_a_sentence_needs_a_known_slug_and_exactly_its_facts() -> None:
    with pytest.raises(KeyError):
        say("never-heard-of")
    with pytest.raises(ValueError, match="source"):
        say("not-text")
    with pytest.raises(ValueError, match="place"):
        say("cells-need-code", place="here")


def test_facts_are_told_in_english_with_commas_units_and_words_for_nothing() -> None:
    assert "more than 500,000 records" in str(say("too-many-records", source="a", most=500_000))
    assert "about 2 m." in str(say("moved", system="Xian 1980", metres=2.0))
    layers = say("geopackage-no-such-layer", source="a.gpkg", table="x", layers=["b", "{c}"])
    assert str(layers) == "a.gpkg has no layer x: it has b, {c}."
    assert str(say("geopackage-no-such-layer", source="a.gpkg", table="x", layers=[])).endswith("it has none at all.")


def test_files_that_have_names_of_ours_are_told_by_their_own() -> None:
    names = {"upload.gpkg": "路.gpkg"}
    told = say("geopackage-layers", source="upload.gpkg", count=2, layers=["upload.gpkg", "b"]).renamed(names)
    assert told.facts == {"source": "路.gpkg", "count": 2, "layers": ["路.gpkg", "b"]}


def test_a_refusal_carries_its_slug_and_facts_and_what_became_of_the_records() -> None:
    report = ImportReport("segments", "a.csv", read=2)
    report.tell(Kind.SKIPPED, say("no-length"), "feature 2")
    refused = UnusableFile(say("not-text", source="a.csv"), report)
    assert refused.facts == {"why": "not-text", "facts": {"source": "a.csv"}}
    assert refused.detail == f"{refused.sentence} skipped 1, a line without length: feature 2"
