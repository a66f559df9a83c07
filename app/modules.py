"""Reads the program's modules when a process starts. Knows no feature."""

from __future__ import annotations

import gc
import importlib
from types import ModuleType


def read(name: str) -> ModuleType:
    """The module, imported with all that it needs.

    They stay until the process ends: looking for garbage among them, meanwhile and again and again afterwards, took a third
    of a start. What is there by now is also left alone by forks, which would copy what they touch.
    """
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.enable()
        gc.freeze()
