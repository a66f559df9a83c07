"""Checks of the evidence: what about a report a person should look at, never a reason to refuse it."""
