"""Says which picture stands for a case in a list, and how many it has. Reads only, for a whole page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.cases import queries
from app.cases.models import Case
from app.cases.report_models import Report, ReportPhoto
from app.cases.shown import decodable_of, photo, stored_of
from app.core.db import db
from app.photos import queries as photos

Body = dict[str, Any]


def covers_of(cases: Sequence[Case]) -> dict[str, Body]:
    """By case {photo, count}: the first of the report it was opened with that can be shown (or null), and how many photos
    of all its reports are here."""
    links = queries.links_of([case.report_id for case in cases])
    decodable, clips = decodable_of(links), photos.clips(stored_of(links))
    counts = _counts([case.case_no for case in cases])
    found: dict[str, Body] = {}
    for case in cases:
        named = [photo(link, decodable, clips) for link in links.get(case.report_id, []) if link.stored]
        first = next((one for one in named if one["decodable"] is not False and one["clip"] is None), None)
        found[case.case_no] = {"photo": first, "count": counts.get(case.case_no, 0)}
    return found


def _counts(numbers: Sequence[str]) -> dict[str, int]:
    if not numbers:
        return {}
    query = select(Report.case_no, func.count()).join(ReportPhoto, ReportPhoto.report_id == Report.id)
    query = query.where(Report.case_no.in_(numbers), ReportPhoto.stored).group_by(Report.case_no)
    return {row[0]: row[1] for row in db.session.execute(query) if row[0] is not None}
