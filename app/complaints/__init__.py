"""Complaints and suggestions: anybody's, each with an answer in time."""
