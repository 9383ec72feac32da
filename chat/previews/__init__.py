"""What a page says of itself, shown with the message that links to it; off unless the site switches it on."""
