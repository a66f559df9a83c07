"""Areas that an admin brings as a file: read, checked, compared, put in force and taken back over HTTP."""
