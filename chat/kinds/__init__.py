"""Messages that are more than words: what each kind is sent with, and what becomes of it."""
