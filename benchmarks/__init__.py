"""`make bench`: ours beside its peers, in one run on one machine with one client."""
