"""What tests of reports share: the key that phones seal their exports to."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.core.keys import ExportKeys


@pytest.fixture(scope="module")
def made_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export key made once for all tests here: making one takes longer than most of them."""
    folder = tmp_path_factory.mktemp("keys")
    ExportKeys(folder).published()
    return folder / "export-1.pem"


@pytest.fixture
def export_key(app: Flask, settings: Settings, made_key: Path) -> dict[str, Any]:
    """As phones get it."""
    (settings.data_dir / "keys").mkdir(exist_ok=True)
    shutil.copy(made_key, settings.data_dir / "keys")
    return dict(app.test_client().get("/api/v1/meta").json["export_key"])
