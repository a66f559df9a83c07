"""`flask areas work-on-imports`: what the background jobs start for a file that was uploaded."""

from __future__ import annotations

import os
import time

import click
from flask import current_app
from flask.cli import with_appcontext

from app.area_imports.job import alone, give_way
from app.area_imports.working import work_once

FRESH_FOR_S = 30.0
"""Processor seconds after which the next import gets a new process: what a large file leaves behind goes with the old one."""


@click.command("work-on-imports", hidden=True)
@with_appcontext
def work_on_imports() -> None:
    """Take uploaded files in hand: read them, or check them and compare them with the areas in force."""
    parent = os.getppid()
    give_way()
    with alone(current_app.extensions["settings"].data_dir):
        while work_once(parent) and time.process_time() < FRESH_FOR_S:
            pass
