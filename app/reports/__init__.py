"""The sync protocol: how reports and photos arrive and how phones learn what became of them."""
