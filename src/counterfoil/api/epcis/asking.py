# SPDX-License-Identifier: Apache-2.0
"""Parameters of a URL, and the links from one page of an answer to the next."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode

from counterfoil.api.epcis.exceptions import NO_SUCH_NAME, QUERY_PARAMETER, wrong_parameter
from counterfoil.api.epcis.repository import Asking
from counterfoil.api.problems import Problem
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.epcis.query import PAGE, PAGE_MAX

PARAMETERS_MAX = 100


def parameters_of(request: Asking) -> dict[str, list[str]]:
    """The parameters of a URL: each given once, its values divided by ``|``. Raises Problem."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise Problem(QUERY_PARAMETER, f"it is not UTF-8, or has more than {PARAMETERS_MAX} parameters") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in found:
            error = InputError("is given twice", where=name, remedy="divide its values by |")
            raise wrong_parameter(error)
        found[name] = value.split("|")
    return found


def read_count(asked: Mapping[str, list[str]]) -> int:
    """``perPage``, of an answer that takes nothing but that and a token."""
    if unknown := sorted(asked.keys() - {"perPage", "nextPageToken"}):
        raise wrong_parameter(InputError("is no parameter that is known here", where=unknown[0]))
    (text,) = asked.get("perPage", [str(PAGE)])
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise wrong_parameter(InputError("takes a whole number above 0", where="perPage"))
    return min(int(text), PAGE_MAX)


def page_links(request: Asking, token: str | None) -> dict[str, str]:
    """The header that leads to the next page, with all parameters of this one; none where it was the last."""
    if token is None:
        return {}
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name != "nextPageToken"]
    path = raw_path(request)
    return {"link": f'<{path}?{urlencode([*kept, ("nextPageToken", token)])}>; rel="next"'}


def raw_path(request: Asking) -> str:
    """The path as it was sent: a name in it may have slashes, which are written with per cent signs there."""
    return bytes(request.scope["raw_path"]).decode("latin-1")


def name_behind(request: Asking, before: str, after: str = "") -> str:
    """The name that stands between two parts of the path; raises Problem where there is none."""
    path = raw_path(request)
    if not (path.startswith(before) and path.endswith(after) and len(path) > len(before) + len(after)):
        raise Problem(NO_SUCH_NAME)
    return unquote(path[len(before) : len(path) - len(after)], errors="replace")
