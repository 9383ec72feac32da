"""Who is here now, in whatever process, and who may know of it."""
