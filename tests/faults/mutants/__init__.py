"""Deliberate bugs, each of which some test must catch; otherwise that test's being green proves nothing."""
