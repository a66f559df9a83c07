"""What can be reported: categories with their codes, filing and closing rule, time limits and photo minimum."""
