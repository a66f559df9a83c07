"""Promises of a shop that were not kept: how the city answers, how the shop puts it right, and who looks whether it did."""
