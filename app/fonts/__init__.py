"""Fonts built from registry packages, for everything the server itself writes: pictures and papers."""
