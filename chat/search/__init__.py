"""Finding messages by their words: an index beside them, caught up before it is asked."""
