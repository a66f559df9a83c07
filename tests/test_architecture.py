"""The house rules that a machine can hold: guarded routes, one commit, honest names, docs that point at real files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.rules import Permission
from app.merchants.door import GUARD

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
PUBLIC = {
    "session.sign_in",
    "sync.meta",
    "readiness.ready",
    "redaction.open_link",
    "callbacks.sms_reported",
    "complaints.file_complaint",
    "complaints.look",
    "plates.tell_seen",
    "merchant.show_plate",
    "merchant.unlock",
    "pages.plate_page",
    "pages.feedback_page",
    "api-docs.openapi_json",
    "api-docs.docs_page",
    "api-docs.docs_file",
    "pages.patrol_page",
    "pages.console_page",
    "pages.asset",
    "pages.file_or_page",
}
"""Every view that anybody may reach without signing in; adding one here is a decision that a reviewer sees."""


def test_every_route_says_who_may_reach_it(app: Flask) -> None:
    unguarded = [name for name, view in app.view_functions.items() if not hasattr(view, "__guard__")]
    assert unguarded == []


def test_only_the_listed_routes_are_public(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if getattr(view, "__guard__", None) == "public"}
    assert public == PUBLIC


def test_every_other_route_refuses_a_stranger(app: Flask) -> None:
    client = app.test_client()
    checked = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        path = re.sub(r"<[^>]+>", "00000000-0000-7000-8000-000000000000", rule.rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(path, method=method, headers={"X-App": "1"})
            assert answer.status_code == 401, f"{method} {path} answered a stranger with {answer.status_code}"
            assert answer.json["type"] == "/problems/not-signed-in"
            checked += 1
    assert checked > 10


def test_guards_name_known_permissions(app: Flask) -> None:
    guards = {getattr(view, "__guard__", None) for view in app.view_functions.values()} - {"public", GUARD, None}
    assert guards <= set(Permission)


def test_only_the_transaction_module_commits() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if path != ROOT / "app" / "core" / "transaction.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert offenders == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "base", "misc"])
def test_no_module_hides_behind_a_word_that_says_nothing(word: str) -> None:
    assert [path for path in (ROOT / "app").rglob("*") if path.stem == word] == []


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = []
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        silent += [
            f"{path.relative_to(ROOT)}:{node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert silent == []


@pytest.mark.parametrize("doc", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]), ids=lambda path: path.name)
def test_every_path_a_document_names_exists(doc: Path) -> None:
    named = re.findall(r"`((?:app|pwa|tests|migrations|docs|scripts|deploy)/[\w./-]*[\w/])`", doc.read_text())
    links = list(re.findall(r"\]\(([^)#:]+)\)", doc.read_text()))
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [link for link in links if not (doc.parent / link).exists()]
    assert missing == []
