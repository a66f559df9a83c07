"""What is done with a case: moves, approvals, the clock, checks, supervision. Above reports and cases, below dispatch."""
