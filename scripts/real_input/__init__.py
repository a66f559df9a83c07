"""`scripts/try_real_input.py`: somebody's own photos, roads and district through the whole product, checked independently."""
