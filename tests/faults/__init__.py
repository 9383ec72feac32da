"""The site under faults: whatever happens to it, what protocol.md, section 1, promises stays true."""
