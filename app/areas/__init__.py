"""Areas: road segments, grid cells, datum conversion, placement, area packs."""
