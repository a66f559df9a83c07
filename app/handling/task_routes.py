"""What waits for whoever asks."""

from __future__ import annotations

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.bodies import case_bodies, report_bodies
from app.core.api import Blueprint
from app.handling import tasks
from app.handling.task_schemas import TasksOut

blp = Blueprint("tasks", __name__, url_prefix="/api/v1", description="What waits for somebody")


@blp.get("/tasks")
@guard(Permission.READ_CASES)
@blp.response(200, TasksOut)
@blp.problems(401, 403)
def list_tasks() -> Response:
    """Cases to claim, handle, check or come to (`moves` say which), urgent first, then by due; reports to verify or amend."""
    who = actor()
    items = case_bodies(tasks.tasks_of(who), who)
    return jsonify({"items": items, "reports": report_bodies(tasks.to_verify(who), who)})
