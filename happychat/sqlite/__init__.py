"""SQLite as a chat needs it: write transactions of one process take turns."""
