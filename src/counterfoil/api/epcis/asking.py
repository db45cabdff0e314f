# SPDX-License-Identifier: Apache-2.0
"""Parameters of a URL, and the links from one page of an answer to the next."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode

from counterfoil.api.callers import Caller
from counterfoil.api.epcis.exceptions import NO_SUCH_NAME, QUERY_PARAMETER, wrong_parameter
from counterfoil.api.epcis.repository import Asking, Repository
from counterfoil.api.problems import Problem
from counterfoil.epcis.keys.canonical import wrong_check_digit
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.epcis.query import PAGE, PAGE_MAX, PARAMETERS_MAX, TOKEN


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
    if unknown := sorted(asked.keys() - {"perPage", TOKEN}):
        raise wrong_parameter(InputError("is no parameter that is known here", where=unknown[0]))
    text = "|".join(asked.get("perPage", [str(PAGE)]))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise wrong_parameter(InputError("takes a whole number above 0", where="perPage"))
    return min(int(text), PAGE_MAX)


def token_in(asked: Mapping[str, list[str]], caller: Caller, repository: Repository) -> str | None:
    """Where the page begins that is asked for, None for the first; raises Problem for a token that nobody was given.

    One with a bar in it was never given out.
    """
    if TOKEN not in asked:
        return None
    try:
        return repository.tokens.opened("|".join(asked[TOKEN]), caller.party)
    except InputError as error:
        raise wrong_parameter(error) from error


def page_links(request: Asking, further: str | None, caller: Caller, repository: Repository) -> dict[str, str]:
    """The header that leads to the next page, with all parameters of this one; none where it was the last.

    ``further`` is where that page begins. Whoever asks is given it sealed, of every list alike.
    """
    if further is None:
        return {}
    token = repository.tokens.sealed(further, caller.party)
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name != TOKEN]
    path = raw_path(request)
    return {"link": f'<{path}?{urlencode([*kept, (TOKEN, token)])}>; rel="next"'}


CHECK_DIGIT_HEADER: Final = "counterfoil-check-digits"
"""Keys of a question whose check digit is wrong, and as they would be right. Ours: the standard has no word for it."""
_TOLD_MAX: Final = 20


def told_of_digits(asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The header that tells of them: capture lets such keys in, so that a question may ask for one, and finds it.

    ::

        Counterfoil-Check-Digits: "10614141073465"; right="10614141073464"; parameter="MATCH_epc"
    """
    told = {
        f'"{wrong.written}"; right="{wrong.right}"; parameter="{_printable(name)}"': None
        for name, values in asked.items()
        for wrong in map(wrong_check_digit, values)
        if wrong is not None
    }
    return {CHECK_DIGIT_HEADER: ", ".join(list(told)[:_TOLD_MAX])} if told else {}


def _printable(name: str) -> str:
    """A name as a header can say it."""
    return re.sub(r'[^ -~]|["\\\\]', "?", name)[:100]


def raw_path(request: Asking) -> str:
    """The path as it was sent: a name in it may have slashes, which are written with per cent signs there."""
    return bytes(request.scope["raw_path"]).decode("latin-1")


def name_behind(request: Asking, before: str, after: str = "") -> str:
    """The name that stands between two parts of the path; raises Problem where there is none."""
    path = raw_path(request)
    if not (path.startswith(before) and path.endswith(after) and len(path) > len(before) + len(after)):
        raise Problem(NO_SUCH_NAME)
    return unquote(path[len(before) : len(path) - len(after)], errors="replace")
