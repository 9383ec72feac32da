"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's smallest recommended cost: Django's default takes 100 MB a log-in, too much for small hosts."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
