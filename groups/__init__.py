"""Named groups: roles, invitations, joining, notices."""
