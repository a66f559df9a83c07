"""`make bench`: this server beside bare ones, measured in one run on one machine, so that the ratios mean something."""
