"""Emoji of the site's own: pictures that its staff gives names."""
