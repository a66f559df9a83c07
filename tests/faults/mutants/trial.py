"""Puts one deliberate bug into a copy of the tree and runs the test that must catch it. The tree itself is never touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COPIED = ("app", "tests", "scripts", "migrations", "pwa", "pyproject.toml", "wsgi.py", "Makefile", "deploy")
LEFT_OUT = ("node_modules", "dist", "dist-*", ".pytest_cache", ".hypothesis")
DEADLINE_S = 300
PYTEST, VITEST = "pytest", "vitest"


@dataclass(frozen=True)
class Mutant:
    """A bug: in `file` the text `old`, there exactly once, becomes `new`; then `test` must fail.

    `test` are the arguments of `runner`: node ids for pytest, a file and perhaps `-t name` for vitest. `needs` names a
    fixture or program without which the test is skipped; the trial is then skipped, too.
    """

    name: str
    file: str
    old: str
    new: str
    runner: str
    test: tuple[str, ...]
    needs: str | None = None


class TextGone(AssertionError):
    """The text a mutant replaces is not in its file, or more than once: the mutant must be written anew."""


@dataclass(frozen=True)
class Outcome:
    """How the test ended on the mutant: `failed` only when it ran and tests failed, not when nothing could run."""

    failed: bool
    said: str


def check_text(mutant: Mutant) -> None:
    """Raises TextGone unless the mutant fits the tree as it is."""
    found = (ROOT / mutant.file).read_text("utf-8").count(mutant.old)
    if found != 1:
        raise TextGone(f"{mutant.name}: {mutant.file} holds the text to replace {found} times:\n{mutant.old}")


def copy_tree(target: Path) -> None:
    """Everything that tests of server and phone need; the installed packages are shared."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, copy_function=_link, ignore=shutil.ignore_patterns(*LEFT_OUT))
        elif source.exists():
            _link(source, target / name)
    modules = ROOT / "pwa" / "node_modules"
    if modules.exists():
        (target / "pwa" / "node_modules").symlink_to(modules)


def put_in(mutant: Mutant, tree: Path) -> None:
    """Writes the bug into the copy, as a file of its own: the copy shares its other files with the tree."""
    path = tree / mutant.file
    text = path.read_text("utf-8").replace(mutant.old, mutant.new)
    path.unlink()
    path.write_text(text, "utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()  # the copy shares what was compiled as well; here it would be the code without the bug


def run(runner: str, test: tuple[str, ...], tree: Path) -> Outcome:
    """Runs the test in the copy."""
    env = {**os.environ, "PYTHONPATH": str(tree), "CI": "1"}
    env = {name: value for name, value in env.items() if not name.startswith(("PYTEST_", "XUNJIE_FAULTS"))}
    command, folder = _command(runner, test, tree)
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=DEADLINE_S, stdin=subprocess.DEVNULL, check=False
    )
    said = done.stdout + done.stderr
    return Outcome(done.returncode == 1 and _tests_failed(runner, said), said[-4000:])


def _command(runner: str, test: tuple[str, ...], tree: Path) -> tuple[list[str], Path]:
    if runner == PYTEST:
        return [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *test], tree
    return ["node", "node_modules/vitest/vitest.mjs", "run", *test], tree / "pwa"


def _tests_failed(runner: str, said: str) -> bool:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    pattern = r"\d+ failed" if runner == PYTEST else r"Tests\s+\d+ failed"
    return re.search(pattern, plain) is not None


def _link(source: str | Path, target: str | Path) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return str(target)
