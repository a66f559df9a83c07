"""问题台账: lists of problems that an office already keeps, brought in, tied to cases, and written off with a reason."""
