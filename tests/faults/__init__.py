"""Fault campaigns: the promises of the program, held against everything that goes wrong on a street and in a cellar."""
