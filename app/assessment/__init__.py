"""Figures: indicators with what they count, ranking of segments and units, campaigns, the week's material."""
