"""Settings of the tutorial chat: only what it needs, and the same durability as ours."""

from __future__ import annotations

import os

import dj_database_url

SECRET_KEY = "only-for-benchmarks-on-the-loopback"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ASGI_APPLICATION = "benchmarks.peers.tutorial.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "channels",
    "benchmarks.peers.tutorial",
]

DATABASE = os.environ["BENCHMARK_DATABASE"]  # a file, or the address of a PostgreSQL
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATABASE,
    # The default of 0 would open the database anew for each message; ours keeps its connection too.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
    },
}
DATABASES = {"default": dj_database_url.parse(DATABASE, conn_max_age=None) if "://" in DATABASE else SQLITE}

# With the default capacity of 100 the layer silently drops messages of a busy group.
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}}
