"""One line per event, as key=value; ids, never bodies."""

from __future__ import annotations

import logging
import sys

import structlog
from django.conf import settings


def configure() -> None:
    """Send everything, Django's and libraries' lines too, through one formatter to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # logfmt quotes control characters, so nobody's text can forge a line.
    renderer = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.ENV.log_level)
    for name in ("daphne", "asyncio", "django.channels", "PIL"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(settings.ENV.log_level)))
    logging.getLogger("django.request").setLevel(logging.ERROR)  # 4xx are answers, not events
    # Every scanner that asks by address is one: a line is enough.
    logging.getLogger("django.security.DisallowedHost").addFilter(_without_traceback)
    for name in ("daphne.http_protocol", "uvicorn.error"):  # a line for each connection says nothing
        logging.getLogger(name).setLevel(logging.WARNING)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
