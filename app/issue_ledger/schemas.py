"""Shapes of the issue ledger on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import DeletedOut, PersonName
from app.core.fields import Whole, Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.tables_out import FORMATS
from app.issue_ledger.rules import Fault, Field, ImportState, State
from app.photos.rules import SHA256_HEX
from app.reports.desk_schemas import ORIGINS

PREVIEW_ROWS = 50
_STATE = ma.validate.OneOf([str(state) for state in State])
_LIMIT = ma.validate.Range(1, MAX_LIMIT)


class _Columns(ma.Schema):
    ref = Whole(load_default=None, allow_none=True)
    what = Whole(load_default=None, allow_none=True)
    place = Whole(load_default=None, allow_none=True)
    source = Whole(load_default=None, allow_none=True)
    unit = Whole(load_default=None, allow_none=True)
    found_on = Whole(load_default=None, allow_none=True)
    due_on = Whole(load_default=None, allow_none=True)
    state = Whole(load_default=None, allow_none=True)
    written_off_on = Whole(load_default=None, allow_none=True)
    case_no = Whole(load_default=None, allow_none=True)
    note = Whole(load_default=None, allow_none=True)


class ColumnsIn(_Columns):
    """For each field the column it is read from, counted from 0; null for none."""


class LedgerUploadIn(ma.Schema):
    """What the file is called."""

    name = Words(200, 1, required=True)


class MappingIn(ma.Schema):
    """Which line names the columns (its place in the file, from 0), and which column is what."""

    header_line = Whole(required=True, validate=ma.validate.Range(0, 10_000))
    mapping = ma.fields.Nested(ColumnsIn, required=True)


class EnterIn(ma.Schema):
    """What was looked at, and whether bad lines are left out."""

    turn = Whole(required=True, validate=ma.validate.Range(1, 2**31 - 1))
    leave_out = YesNo(load_default=False)


class LedgerPageIn(ma.Schema):
    """Which page."""

    cursor = Words(40, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=_LIMIT)


class BadLineOut(ma.Schema):
    """A line that cannot be entered, and why."""

    line = ma.fields.Integer(required=True)
    fault = ma.fields.String(required=True, validate=ma.validate.OneOf([str(fault) for fault in Fault]))
    field = ma.fields.String(required=True, validate=ma.validate.OneOf([str(field) for field in Field]))
    text = ma.fields.String(required=True)


class ImportLineOut(ma.Schema):
    """A file on its way in."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([str(state) for state in ImportState]))
    file_name = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    entered = ma.fields.Integer(required=True, allow_none=True)
    left_out = ma.fields.Integer(required=True, allow_none=True)
    turn = ma.fields.Integer(required=True)


class LedgerImportOut(ImportLineOut):
    """A file with its columns, the first lines, and what would become of them."""

    header_line = ma.fields.Integer(required=True)
    header = ma.fields.List(ma.fields.String(), required=True)
    columns = ma.fields.Integer(required=True)
    mapping = ma.fields.Nested(_Columns, required=True)
    lines = ma.fields.List(ma.fields.Dict(), required=True, metadata={"description": "{line, cells}, the first of them"})
    rows = ma.fields.Integer(required=True, metadata={"description": "lines below the one that names the columns"})
    good = ma.fields.Integer(required=True)
    bad = ma.fields.List(ma.fields.Nested(BadLineOut), required=True)
    bad_count = ma.fields.Integer(required=True)
    same_file = ma.fields.String(required=True, allow_none=True, metadata={"description": "when it was entered before"})


class LedgerImportsOut(ma.Schema):
    """A page of files."""

    items = ma.fields.List(ma.fields.Nested(ImportLineOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class _Ledger(ma.Schema):
    state = ma.fields.String(load_default=None, validate=_STATE)
    unit = Words(80, load_default=None)
    source = Words(60, load_default=None)
    import_id = ma.fields.UUID(load_default=None)
    linked = ma.fields.Boolean(load_default=None, allow_none=True)
    overdue = ma.fields.Boolean(load_default=False)
    words = Words(80, load_default=None)


class IssuesIn(_Ledger):
    """What the ledger is narrowed to."""

    cursor = Words(200, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=_LIMIT)


class IssuesExportIn(_Ledger):
    """The same ledger as a file."""

    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(FORMATS))


class IssueLineOut(ma.Schema):
    """An issue of the ledger."""

    id = ma.fields.UUID(required=True)
    rev = ma.fields.Integer(required=True, metadata={"description": "also the ETag"})
    ref = ma.fields.String(required=True, allow_none=True)
    what = ma.fields.String(required=True)
    place = ma.fields.String(required=True)
    source = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    found_on = ma.fields.String(required=True, allow_none=True)
    due_on = ma.fields.String(required=True, allow_none=True)
    overdue = ma.fields.Boolean(required=True)
    state = ma.fields.String(required=True, validate=_STATE)
    case_no = ma.fields.String(required=True, allow_none=True)
    case_state = ma.fields.String(required=True, allow_none=True)
    report_id = ma.fields.UUID(required=True, allow_none=True)
    added_at = ma.fields.String(required=True)
    written_off_at = ma.fields.String(required=True, allow_none=True)


class IssuesOut(ma.Schema):
    """A page of the ledger."""

    items = ma.fields.List(ma.fields.Nested(IssueLineOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class IssueEventOut(ma.Schema):
    """One entry of what became of an issue."""

    kind = ma.fields.String(required=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    facts = ma.fields.Dict(required=True)


class IssueOut(IssueLineOut):
    """One issue with the line it came from and all that became of it."""

    import_id = ma.fields.UUID(required=True, allow_none=True)
    origin_line = ma.fields.Integer(required=True, allow_none=True)
    origin = ma.fields.List(ma.fields.List(ma.fields.String()), required=True)
    deleted = ma.fields.Nested(DeletedOut, required=True, allow_none=True)
    events = ma.fields.List(ma.fields.Nested(IssueEventOut), required=True)


class LinkIn(ma.Schema):
    """Which case; null for none."""

    case_no = Words(19, 1, required=True, allow_none=True)


class ReportIn(ma.Schema):
    """As what the issue is taken down."""

    category = Words(80, 1, required=True)
    origin = ma.fields.String(required=True, validate=ma.validate.OneOf(ORIGINS))


class WriteOffIn(ma.Schema):
    """Why it is done, or photos that show it."""

    reason = Words(500, load_default="")
    photos = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp(SHA256_HEX)), load_default=list, validate=ma.validate.Length(max=10)
    )


class ReopenIn(ma.Schema):
    """Why it is open again."""

    reason = Words(500, 1, required=True)


class CountsIn(ma.Schema):
    """Of which days, for the weekly meeting; the last seven if nothing is said."""

    since = ma.fields.Date(load_default=None)
    until = ma.fields.Date(load_default=None)


class LedgerCountedOut(ma.Schema):
    """Of a unit, or of all: open and overdue now; added and written off in these days."""

    unit = ma.fields.String(required=True, allow_none=True)
    open = ma.fields.Integer(required=True)
    overdue = ma.fields.Integer(required=True)
    added = ma.fields.Integer(required=True)
    written_off = ma.fields.Integer(required=True)


class LedgerCountsOut(ma.Schema):
    """What a weekly meeting asks for."""

    since = ma.fields.Date(required=True)
    until = ma.fields.Date(required=True)
    total = ma.fields.Nested(LedgerCountedOut, required=True)
    units = ma.fields.List(ma.fields.Nested(LedgerCountedOut), required=True)
