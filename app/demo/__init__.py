"""The demo city: an invented district with streets, shops, people and six weeks of a bureau's work, made by code alone."""
