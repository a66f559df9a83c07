"""Lists answer whatever is asked for, also what nothing can be found for."""

from __future__ import annotations

import pytest

from tests.conftest import Phone

pytestmark = pytest.mark.usefixtures("areas")
ASKED = (
    {"q": "0" * 64},
    {"q": "0" * 64, "supervised": "true"},
    {"q": "0" * 64, "supervised": "true", "from": "2000-01-01", "to": "2000-01-01"},
    {"q": "0" * 64, "state": "filed", "campaign": "x"},
)


@pytest.mark.parametrize("path", ["cases", "cases/counts", "cases/export"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_search_that_finds_nothing_is_answered(boss: Phone, path: str, asked: dict[str, str]) -> None:
    assert boss.get(f"/api/v1/{path}", query_string=asked).status_code == 200
