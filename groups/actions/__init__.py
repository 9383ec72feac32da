"""Everything people do with groups: check, write, announce, in one transaction."""
