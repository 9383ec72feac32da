"""Happy Chat: the chat a community runs itself."""

__version__ = "0.1.0"
