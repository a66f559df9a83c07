"""Backups, restoring them, and checking that everything stored is still what it was."""
