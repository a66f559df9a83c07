"""The log vouches for whistles and for whom they called: a changed byte of either is found and named."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.proof.rows import faults
from tests.handling.bureau import Bureau


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE whistle SET reason = '不急'", "whistle:1"),
        ("UPDATE whistle_unit SET arrived_at = NULL WHERE unit_code = 'repair'", "whistle-unit:1/repair"),
        ("UPDATE whistle_unit SET unit_code = 'crew1' WHERE unit_code = 'east'", "whistle-unit:1/east"),
    ],
)
def test_a_changed_byte_of_a_whistle_is_found(bureau: Bureau, statement: str, named: str) -> None:
    case_no = bureau.opened()
    until = clock.isoformat(bureau.now + timedelta(hours=2))
    bureau.move(case_no, "chief", "blow-whistle", co_units=["repair", "east"], reason="路面塌陷", reply_by=until)
    bureau.move(case_no, "unit", "arrive", note="已到")
    with bureau.stopped():
        assert [str(fault) for fault in faults(Counter())] == []
        in_transaction(lambda: db.session.execute(text(statement)))
        assert named in [fault.about for fault in faults(Counter())]
    bureau.move(case_no, "chief", "end-whistle", note="都来了")


def test_a_whistle_that_ends_with_its_case_is_vouched_for(bureau: Bureau) -> None:
    case_no = bureau.to("checked")
    until = clock.isoformat(bureau.now + timedelta(hours=2))
    bureau.move(case_no, "chief", "blow-whistle", co_units=["east"], reason="会商", reply_by=until)
    bureau.move(case_no, "leader", "close")
    with bureau.stopped():
        assert [str(fault) for fault in faults(Counter())] == []
        assert db.session.scalar(text("SELECT count(*) FROM whistle WHERE ended_at IS NULL")) == 0
