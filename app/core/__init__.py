"""What every feature stands on: errors, database, the one commit, time, paging, the change feed and keys. Knows no feature."""
