"""What a message said before it was edited."""
