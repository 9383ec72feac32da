"""One entry for every command, whatever transport it came by."""
