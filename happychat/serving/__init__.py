"""The server for load: uvicorn's parts, with the limits of a chat, an orderly end, and several processes."""

CANNOT_WORK = 78  # exit code of one that would fail again: EX_CONFIG
