"""People: sign up, activation, profile, contacts."""
