"""An independent answer to "which segment, which cell", to hold the product's against. Nothing here imports `app`."""
