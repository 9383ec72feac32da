"""The server for load: uvicorn's parts, with the limits of a chat, an orderly end, and several processes."""

GONE_WITHIN_S = 10.5  # after the grace of HAPPYCHAT_DRAIN_S, a process that was told to stop
CANNOT_WORK = 78  # exit code of one that would fail again: EX_CONFIG
