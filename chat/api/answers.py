"""The shapes of answers, for OpenAPI; rows are open objects, docs/protocol.md names their fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict

from happychat.commands.errors import Bad

Row = dict[str, Any]


class ErrorObject(Schema):
    """Why a request was refused."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str
    final: bool


class ErrorAnswer(Schema):
    """A refusal."""

    error: ErrorObject


class Query(Schema):
    """Base of a request's parameters."""


def only(request: HttpRequest, parameters: type[Query] = Query) -> None:
    """Refuse parameters the request does not know, which the framework would pass over."""
    unknown = request.GET.keys() - parameters.model_fields.keys()
    if unknown:
        raise Bad(f"There is no parameter {min(unknown)}.")


REFUSALS = dict.fromkeys((400, 401, 403, 404, 410, 413, 429, 500, 503), ErrorAnswer)


def answers(shape: Any, status: int = 200) -> dict[int, Any]:
    """Return what a route may answer."""
    return {status: shape, **REFUSALS}
