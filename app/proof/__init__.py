"""What proves to others that nothing was altered: the log read, its daily roots, what a case's evidence consists of."""
