"""A supervisor's verdict about a report, and its undoing."""
