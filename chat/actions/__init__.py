"""Everything a person can do in conversations, by noun; only what is here announces."""
