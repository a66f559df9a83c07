"""What `app/core/wording.py` decides about text from outside, under the name that cases and everything above use."""

from __future__ import annotations

from app.core.wording import holds_number, mask_number, mask_numbers, storable

__all__ = ["holds_number", "mask_number", "mask_numbers", "storable"]
