"""Conversations, messages and the socket."""
