"""The next version of a built PWA: every file has another name and another content, as after a real release."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

_TEXT = {".html", ".js", ".css", ".json", ".webmanifest"}
MARK = "v2"


def next_version(site: Path, into: Path) -> Path:
    """A copy of `site` in which each asset is renamed wherever it is named, and whose page says `data-build="v2"`."""
    shutil.copytree(site, into)
    assets = into / "assets"
    renamed = {path.name: f"{path.stem}-{MARK}{path.suffix}" for path in assets.iterdir()}
    for old, new in renamed.items():
        (assets / old).rename(assets / new)
    pattern = re.compile("|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True)))
    for path in into.rglob("*"):
        if path.suffix in _TEXT and path.is_file():
            path.write_text(pattern.sub(lambda found: renamed[found.group()], path.read_text()))
    page = into / "index.html"
    page.write_text(page.read_text().replace("<html ", f'<html data-build="{MARK}" ', 1))
    _revise(into / "sw.js", "index.html", page.read_bytes())
    return into


def _revise(worker: Path, name: str, content: bytes) -> None:
    """Gives the page its new revision in the worker's list."""
    text = worker.read_text()
    entry = re.compile(r'(\{[^{}]*"?url"?:\s*["`\']' + re.escape(name) + r'["`\'][^{}]*\})')
    found = entry.search(text)
    assert found is not None, f"{name} is not in the worker's list"
    revised = re.sub(
        r'(revision"?:\s*["`\'])[0-9a-f]+', r"\g<1>" + hashlib.md5(content, usedforsecurity=False).hexdigest(), found.group(1)
    )
    assert revised != found.group(1), f"{name} has no revision"
    worker.write_text(text.replace(found.group(1), revised))
