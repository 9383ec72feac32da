"""Streams of versioned rows: the one idea of the protocol, knowing no person and no message."""
