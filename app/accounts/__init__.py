"""People, their roles and scopes, their devices and login sessions."""
