# SPDX-License-Identifier: Apache-2.0
"""A service's OpenAPI document, and whether what it answers is as it says."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import httpx
import jsonschema_rs
from openapi_spec_validator.schemas import schema_v31

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
OWN_HEADERS: Final = frozenset({"retry-after", "ratelimit", "ratelimit-policy", "x-request-id"})
"""Headers that an answer has only where the document says so, with all that begin with our name."""
_EVERYWHERE: Final = {"X-Request-ID": {}, "Retry-After": {}, "RateLimit": {}, "RateLimit-Policy": {}}
NOWHERE: Final = {
    "responses": {
        "default": {"headers": _EVERYWHERE, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    }
}
"""What is answered where there is no operation."""


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


class Said:
    """A document. ``whole``: parameters of paths that may hold slashes."""

    def __init__(self, document: dict[str, Any], *, whole: str = "path") -> None:
        self.document = document
        self._whole = re.compile(whole)
        self._judges: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @property
    def schemas(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["components"]["schemas"]
        return found

    def judge(self, shape: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
        """A validator of a schema that may refer to others of the document."""
        key = json.dumps(shape, sort_keys=True)
        if key not in self._judges:
            whole = {**shape, "components": self.document["components"]}
            self._judges[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._judges[key]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        """Those that say most of a path first."""
        made = []
        for template, verbs in self.document["paths"].items():
            parts = re.split(r"\{(\w+)\}", template)
            pattern = "".join(
                re.escape(part) if at % 2 == 0 else (".+" if self._whole.fullmatch(part) else "[^/]+")
                for at, part in enumerate(parts)
            )
            made.append((sum(map(len, parts[::2])), re.compile(pattern), verbs))
        return [(pattern, verbs) for _, pattern, verbs in sorted(made, key=lambda one: one[0], reverse=True)]

    def operation(self, verb: str, path: str) -> dict[str, Any]:
        plain = path.partition("?")[0]
        for pattern, verbs in self._patterns:
            if verb in verbs and pattern.fullmatch(plain):
                found: dict[str, Any] = verbs[verb]
                return found
        return NOWHERE

    def answer(self, verb: str, path: str, status: int) -> dict[str, Any]:
        """What is said of answers of this status: with a name, or of all that have none."""
        responses = self.operation(verb, path)["responses"]
        found: dict[str, Any] = responses.get(str(status), responses["default"])
        if "$ref" in found:
            found = self.document["components"]["responses"][found["$ref"].rpartition("/")[2]]
        return found

    def body(self, verb: str, path: str) -> jsonschema_rs.Draft202012Validator:
        return self.judge(self.operation(verb, path)["requestBody"]["content"][JSON]["schema"])

    def require(self, verb: str, path: str, answer: httpx.Response) -> None:
        """The answer is of a status, a kind and a shape that the document names."""
        said = self.answer(verb, path, answer.status_code)
        if self.operation(verb, path) is NOWHERE:  # a question too, which a policy may have noted
            said = {**said, "headers": self.document["components"]["headers"]}
        told = {name for name in answer.headers if name in OWN_HEADERS or name.startswith("counterfoil-")}
        assert told <= {name.lower() for name in said.get("headers", ())}, (verb, path, answer.status_code, told)
        if "content" not in said or verb == "head":
            assert answer.content == b"", (verb, path, answer.text)
            return
        kind = answer.headers["content-type"]
        assert kind in said["content"], (verb, path, answer.status_code, kind, answer.text)
        shape = said["content"][kind].get("schema")
        if shape is None:
            return
        errors = [f"{list(one.instance_path)}: {one.message}" for one in self.judge(shape).iter_errors(answer.json())]
        assert errors == [], (verb, path, answer.text, [one[:2_000] for one in errors])

    def require_whole(self) -> None:
        """OpenAPI 3.1: the document is one, every schema too; references lead somewhere, and all is referred to."""
        found = self.document
        errors = list(jsonschema_rs.Draft202012Validator(dict(schema_v31)).iter_errors(found))
        assert errors == [], [f"{list(one.instance_path)}: {one.message}"[:500] for one in errors[:5]]
        for name, shape in self.schemas.items():
            jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape}), name
        there = {
            f"#/components/{kind}/{name}"
            for kind in ("schemas", "responses", "headers")
            for name in found["components"][kind]
        }
        named = set(references(found))
        assert {one for one in named if one not in there} == set()
        assert {one for one in there if one not in named and "/responses/" not in one} == set()
        identifiers = [one["operationId"] for verbs in found["paths"].values() for one in verbs.values()]
        assert len(identifiers) == len(set(identifiers))
        for path, verbs in found["paths"].items():
            for one in verbs.values():
                given = [(each["name"], each["in"]) for each in one.get("parameters", ())]
                assert len(given) == len(set(given)), path
                assert {name for name, where in given if where == "path"} == set(re.findall(r"\{(\w+)\}", path))
