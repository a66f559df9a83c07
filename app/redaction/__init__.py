"""What of a photo must not be seen outside: boxes that people draw, and the only pictures that may leave."""
