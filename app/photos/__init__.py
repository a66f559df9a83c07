"""Photos: bytes named by their SHA-256, never altered; everything shown is derived from them."""
