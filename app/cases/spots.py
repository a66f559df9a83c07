"""Decides what of a case and its report says where it is. Reads rows that are there, asks for none."""

from __future__ import annotations

from app.cases.answers import Codes, Spot
from app.cases.models import Case
from app.cases.present import shown_placement
from app.cases.report_models import Report


def spot_of(case: Case, report: Report) -> Spot:
    """Where the case is, as exactly as it was measured, and what it holds."""
    accuracy_m = (report.position or {}).get("accuracy_m")
    chosen = shown_placement(report).get("chosen_by") is not None
    return Spot(case.lon, case.lat, accuracy_m, Codes(case.segment_code, case.cell_code), chosen, case.segment_name)
