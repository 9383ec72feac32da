"""How docs/protocol.md writes the type of an argument: read from the schema, and tried where it does not say."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

MAX_INTEGER = 2**53 - 1
EXAMPLES = {"time": "2026-11-20T12:00:00.123Z", "url": "https://example.org/a", "hh:mm": "23:30", "emoji": "👍"}
PATTERNS = {
    r"^[A-Za-z0-9_-]{1,64}\z": "id",
    r"^[A-Za-z0-9_-]{0,64}\z": "id",
    r"^[a-z]{2,3}(-[a-z0-9]{2,8})?\z": "language",
}


def described(model: type[BaseModel]) -> dict[str, str]:
    """Return the arguments of a command as the page writes them: name with `?` or its default, and type."""
    fields: dict[str, str] = {}
    for name, field in model.model_fields.items():
        called = field.alias or name
        if not field.is_required():
            called += "?" if field.default in (None, "") else f"={_default(field.default)}"
        fields[called] = _type(model, field.alias or name, field)
    return fields


def objects(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return the objects inside a command's arguments by the name of their argument."""
    found: dict[str, type[BaseModel]] = {}
    for name, field in model.model_fields.items():
        for part in getattr(field.annotation, "__args__", (field.annotation,)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= {field.alias or name: part} | objects(part)
    return found


def _default(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    schema = model.model_json_schema(by_alias=True)["properties"][name]
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    (option,) = options
    takes = _Tried(model, name)
    if option.get("type") == "string" or "$ref" in option or "enum" in option or "const" in option:
        return _string(option, takes)
    if option["type"] == "integer":
        return _integer(option["minimum"], option["maximum"])
    if option["type"] == "object":
        return f"{{id: version}} {option.get('minProperties', 0)}-{option['maxProperties']}"
    if option["type"] == "array":
        items = option["items"]
        if items.get("type") == "integer":
            return f"[{_integer(items['minimum'], items['maximum'])}] <= {option['maxItems']}"
        longest = items.get("maxLength") or max((n for n in range(1, 300) if takes(["x" * n])), default=0)
        return f"[{PATTERNS.get(items.get('pattern', ''), f'str {longest}')}] <= {option['maxItems']}"
    return {"boolean": "bool" if takes(False) else "true"}[option["type"]]


def _string(option: dict[str, Any], takes: _Tried) -> str:
    if "$ref" in option:
        return "object"
    if "const" in option:
        return str(option["const"]).lower()
    if "enum" in option:
        return " ".join(option["enum"])
    empty = ' or ""' if takes("") else ""
    for kind, example in EXAMPLES.items():
        if takes(example) and not takes("plain text"):
            length = f" {option['maxLength']}" if kind == "url" else ""
            return kind + length + empty
    if option.get("pattern") in PATTERNS:
        return PATTERNS[option["pattern"]] + empty
    return f"str {option.get('maxLength') or takes.longest()}" + empty


def _integer(low: int, high: int) -> str:
    if high == MAX_INTEGER:
        return {0: "version", 1: "seq"}[low]
    return f"int {low}-{high}"


class _Tried:
    """Ask an argument what it takes, where the schema is silent."""

    def __init__(self, model: type[BaseModel], name: str) -> None:
        (field,) = [f for n, f in model.model_fields.items() if name in {n, f.alias}]
        self._adapter: TypeAdapter[Any] = TypeAdapter(_annotated(field))

    def __call__(self, value: Any) -> bool:
        try:
            self._adapter.validate_python(value)
        except ValidationError:
            return False
        return True

    def longest(self) -> int:
        """Return how many letters it takes at most."""
        return max((length for length in range(1, 300) if self("x" * length)), default=0)


def _annotated(field: FieldInfo) -> Any:
    from typing import Annotated

    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
