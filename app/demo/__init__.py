"""The demo city: an invented district with streets, shops, people and two weeks of reports, made by code alone."""
