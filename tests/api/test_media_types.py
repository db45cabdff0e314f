# SPDX-License-Identifier: Apache-2.0
"""Bodies are of the kind that is read, as they are, and JSON is in UTF-8: for every service alike."""

from typing import Any

import pytest
from litestar import Request

from counterfoil.api.media_types import JSON, require_kind
from counterfoil.api.problems import Problem, ProblemKind

KINDS = (JSON, "application/xml")


def sent(**headers: str) -> Request[Any, Any, Any]:
    """A request with these headers."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": named})  # type: ignore[typeddict-item]


@pytest.mark.parametrize("said", [JSON, "Application/JSON", f"{JSON}; charset=UTF-8", f'{JSON};charset="us-ascii"'])
def test_what_is_read(said: str) -> None:
    """However it is written."""
    assert require_kind(sent(content_type=said), KINDS) == JSON


def test_xml_says_its_charset_itself() -> None:
    """In its declaration: a parameter beside it is not what decides."""
    assert require_kind(sent(content_type="application/xml; charset=utf-16"), KINDS) == "application/xml"


@pytest.mark.parametrize(
    ("headers", "detail", "told"),
    [
        ({}, "send application/json, application/xml", "accept"),
        ({"content_type": "text/plain"}, "send application/json, application/xml", "accept"),
        ({"content_type": JSON, "content_encoding": "gzip"}, "no Content-Encoding is read", "accept-encoding"),
        ({"content_type": f"{JSON}; charset=latin-1"}, "is in UTF-8", ""),
    ],
)
def test_what_is_not(headers: dict[str, str], detail: str, told: str) -> None:
    """By the problem of whichever service it is, with what would be read."""
    own = ProblemKind("urn:own", "Own", 415)
    with pytest.raises(Problem, match=detail) as refused:
        require_kind(sent(**headers), KINDS, own)
    assert refused.value.kind is own
    assert list(refused.value.headers) == ([told] if told else [])
