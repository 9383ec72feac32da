"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at the least cost OWASP recommends: Django's default takes 100 MB a log-in, much for a small host."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
