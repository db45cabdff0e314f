# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/http-api.md`` from the OpenAPI document of the node's service, for ``docs/generate.py``."""

import json
from collections.abc import Iterator
from typing import Any, Final

from counterfoil.api.ledger.service import node_document
from counterfoil.api.problems import MEDIA_TYPE

HEAD: Final = """# The node over HTTP

Every operation of [the node as a service](../guides/service.md), what it takes and answers, and every problem. Drawn
from its OpenAPI 3.1 document, which `counterfoil openapi` writes, and which a service that runs has at `/openapi.json`.

Bodies and answers are JSON. Of the ledger's own kinds the document has a schema each, told apart by one member:

| Schema | What it is | Told apart by | Listed in |
|---|---|---|---|
| `Call` | what a transaction can ask: `Call.holdings.transfer`, … | `call` | [calls](calls.md) |
| `Event` | one thing that happened; what it says is `Event.holdings.transferred`, … | `type` | [events](events.md) |
| `Row` | a record: `Record.holdings.holding`, … | `table` | [records](records.md) |
| `Outcome` | why something is refused, by number | | [outcomes](outcomes.md) |
"""
OF_THE_LEDGER: Final = frozenset({"Call", "Event", "Happening", "Row", "Outcome"})
"""Schemas that other pages tell."""


def page() -> str:
    document = json.loads(node_document())
    schemas = document["components"]["schemas"]
    own = {name: shape for name, shape in schemas.items() if _is_own(name)}
    parts = [HEAD, _who(document), "## Operations\n", *_operations(document)]
    parts += [_headers(document["components"]["headers"]), "## Schemas\n"]
    parts += [_schema(name, own[name]) for name in sorted(own) if name != "Problem"]
    return "\n".join([*parts, _problems(schemas["Problem"])])


def _is_own(name: str) -> bool:
    """Whether no other page tells it: those with a point in their name are of the laws, but for kinds of claims."""
    return name not in OF_THE_LEDGER and ("." not in name or name.startswith("WantedEvidence."))


def _who(document: dict[str, Any]) -> str:
    rows = [f"| `{name}` | {one['description']} |" for name, one in document["components"]["securitySchemes"].items()]
    return "\n".join(["## Who asks\n", "| Way | |", "|---|---|", *rows, ""])


def _operations(document: dict[str, Any]) -> Iterator[str]:
    for path, verbs in sorted(document["paths"].items()):
        for verb, one in sorted(verbs.items()):
            yield f"### `{verb.upper()} {path}`\n"
            yield f"{one['summary']}. {one.get('description', '')}".rstrip() + "\n"
            yield from _parameters(one.get("parameters", []))
            if "requestBody" in one:
                yield f"Takes {_content(one['requestBody']['content'])}.\n"
            told = [
                f"{status}: {_content(answer['content'])}" if "content" in answer else status
                for status, answer in sorted(one["responses"].items())
                if "$ref" not in answer and status != "default"
            ]
            refused = [status for status, answer in sorted(one["responses"].items()) if "$ref" in answer]
            yield f"Answers {'; '.join(told)}. Problems: {', '.join(refused)}.\n"


def _headers(said: dict[str, Any]) -> str:
    rows = [f"| `{name}` | {_holds(one['schema'])} | {one['description']} |" for name, one in sorted(said.items())]
    return "\n".join(["## Headers of answers\n", "| Header | Holds | |", "|---|---|---|", *rows, ""])


def _parameters(given: list[dict[str, Any]]) -> Iterator[str]:
    if given:
        rows = [f"| `{one['name']}` | {one['in']} | {_holds(one['schema'])} | {one['description']} |" for one in given]
        yield "\n".join(["| Parameter | In | Holds | |", "|---|---|---|---|", *rows, ""])


def _content(content: dict[str, Any]) -> str:
    return " or ".join(
        f"{_holds(one['schema'])}" + ("" if kind == "application/json" else f" (`{kind}`)") if one else f"`{kind}`"
        for kind, one in content.items()
    )


def _schema(name: str, shape: dict[str, Any]) -> str:
    said = [f"### `{name}`\n"]
    if "description" in shape:
        said.append(f"{shape['description']}\n")
    if "oneOf" in shape:
        named = [one for one in shape["oneOf"] if "$ref" in one]
        said += [f"One of {', '.join(map(_holds, named))}.\n"] if named else []
        said += [_members(one) for one in shape["oneOf"] if "$ref" not in one]
    for one in shape.get("allOf", [shape]):
        if "$ref" in one:
            said.append(f"And the members of {_holds(one)}.\n")
        elif "properties" in one:
            said.append(_members(one))
    return "\n".join(said)


def _members(shape: dict[str, Any]) -> str:
    rows = []
    for name, one in shape["properties"].items():
        said = ["may be left out"] if name not in shape.get("required", ()) else []
        said += [one["description"]] if one.get("description") else []
        rows.append(f"| `{name}` | {_holds(one)} | {'; '.join(said)} |")
    return "\n".join(["| Member | Holds | |", "|---|---|---|", *rows, ""])


def _holds(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return f"`{shape['$ref'].rpartition('/')[2]}`"
    if "const" in shape:
        return f"`{shape['const']}`"
    if "enum" in shape:
        return ", ".join(f"`{one}`" for one in shape["enum"])
    for several in ("anyOf", "oneOf"):
        if several in shape:
            return " or ".join(_holds(one) for one in shape[several])
    if isinstance(shape.get("type"), list):
        return " or ".join(_holds(shape | {"type": one}) for one in shape["type"])
    match shape.get("type"):
        case "array":
            return f"list of {_holds(shape['items'])}"
        case "string":
            return f"text{_form(shape)}"
        case "object" if "properties" in shape:
            return "object of " + ", ".join(f"`{name}`: {_holds(one)}" for name, one in shape["properties"].items())
        case other:
            return str(other)


def _form(shape: dict[str, Any]) -> str:
    if shape.get("contentEncoding") == "base64":
        return " in base64"
    return {"^[0-9a-f]{64}$": ", 64 hex digits"}.get(shape.get("pattern", ""), "")


def _problems(shape: dict[str, Any]) -> str:
    rows = [
        f"| `{one['const'].rpartition(':')[2]}` | {one['description'].removeprefix('status ')} | {one['title']} |"
        for one in shape["properties"]["type"]["oneOf"]
    ]
    said = (
        f"## Problems\n\nWhat is not done is answered with a `{MEDIA_TYPE}` (RFC 9457), whose `type` is one of these,\n"
        "behind `urn:counterfoil:problem:`. One that an outcome of the ledger made has its number, name and sentence,\n"
        "and what would be right.\n"
    )
    return "\n".join([said, "| Type | Status | |", "|---|---|---|", *rows, "", _members(shape)])
