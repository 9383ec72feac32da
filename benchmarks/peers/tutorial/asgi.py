"""The tutorial's routing: allowed hosts, sessions and users around one address per room."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.tutorial.settings")
http = get_asgi_application()

from benchmarks.peers.tutorial.consumers import ChatConsumer  # noqa: E402  # models need the apps to be loaded

address = re_path(r"^ws/chat/(?P<room>\w+)/$", ChatConsumer.as_asgi())
rooms = URLRouter([address])
application = ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(rooms))})
