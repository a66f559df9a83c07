"""Keeping what the city was told: backups, restoring, checking the store, healing and collecting photos."""
