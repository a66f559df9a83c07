"""Drawn street photos for the demo city: Pillow, an openly licensed font and chance with a seed; no file of anybody's."""
