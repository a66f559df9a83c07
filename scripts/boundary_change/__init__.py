"""A boundary change in a synthetic city full of open cases: foretold, applied with kills, undone, compared."""
