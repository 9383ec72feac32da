"""The commands' arguments as TypeScript, from the schemas that check them, so that the page cannot send worse."""

from __future__ import annotations

from typing import Any

from happychat.commands.registry import commands

HEAD = """// Written by `manage.py command_types` from the server's schemas: change those, not this.

export interface CommandArguments {
"""


def command_types() -> str:
    """Return the module that declares every command's arguments by its name."""
    lines = [
        f'  "{name}": {_of(command.arguments.model_json_schema())};\n' for name, command in sorted(commands.items())
    ]
    return HEAD + "".join(lines) + "}\n"


def _of(schema: dict[str, Any], definitions: dict[str, Any] | None = None) -> str:
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return _of(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        # Nothing on the wire is ever null: absence says it.
        return " | ".join(_of(one, definitions) for one in schema["anyOf"] if one.get("type") != "null")
    if "const" in schema or "enum" in schema:
        return " | ".join(_literal(value) for value in schema.get("enum", [schema.get("const")]))
    return _of_type(schema, definitions)


def _of_type(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    kind = schema["type"]
    if kind == "array":
        return f"({_of(schema['items'], definitions)})[]"
    if kind != "object":
        return {"integer": "number", "number": "number", "boolean": "boolean", "string": "string"}[kind]
    if "properties" not in schema:
        values = next(iter(schema.get("patternProperties", {}).values()), None) or schema["additionalProperties"]
        return f"Record<string, {_of(values, definitions)}>"
    needed = schema.get("required", [])
    fields = [
        f"{name}{'' if name in needed else '?'}: {_of(field, definitions)}"
        for name, field in schema["properties"].items()
    ]
    return "{ " + "; ".join(fields) + " }"


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
