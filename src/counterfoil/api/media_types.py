# SPDX-License-Identifier: Apache-2.0
"""What kind of document a request says that it sends, and that it sends it as it is."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Request

from counterfoil.api.problems import MEDIA_TYPE_UNKNOWN, Problem, ProblemKind

JSON: Final = "application/json"


def require_kind(
    request: Request[Any, Any, Any], kinds: Sequence[str], unknown: ProblemKind = MEDIA_TYPE_UNKNOWN
) -> str:
    """Which of these kinds it is; raises Problem for another, for a body that is packed, and for JSON not in UTF-8."""
    said: str = request.headers.get("content-type", "").lower()
    given, *parameters = (part.strip() for part in said.split(";"))
    if given not in kinds:
        raise Problem(unknown, f"send {', '.join(kinds)}", headers={"accept": ", ".join(kinds)})
    # What is packed would be unpacked before anybody knows how large it is; nor is it guessed what bytes mean.
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Problem(unknown, "send it as it is: no Content-Encoding is read", headers={"accept-encoding": "identity"})
    charsets = {one.partition("=")[2].strip(' "') for one in parameters if one.partition("=")[0].strip() == "charset"}
    if given.endswith("json") and not charsets <= {"utf-8", "utf8", "us-ascii"}:
        raise Problem(unknown, f"{given} is in UTF-8 (RFC 8259)")
    return given
