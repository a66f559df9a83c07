"""The log of what was done: only ever added to, each entry chained to the one before."""
