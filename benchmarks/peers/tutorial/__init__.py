"""A plain Channels chat, built the way the Channels tutorial teaches it."""
