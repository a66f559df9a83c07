"""Reports and cases: their tables, states, numbers, receipts, timelines and lists."""
