"""The lobby: one conversation everybody may enter, and how many are in it now."""
