"""门前五包: what shops promise, signed on the spot, filed by the street, renewed, and how much of a street has signed."""
