# SPDX-License-Identifier: Apache-2.0
"""``vectors/terms/refused.json``: named ways to get a case wrong, each refused with an error that names the term."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms import contract_types
from counterfoil.terms.files.cases import read_case, read_cases
from counterfoil.terms.files.json_document import parse_json
from support.vectors import VECTORS

PATH = VECTORS / "terms" / "refused.json"
CASES: dict[str, Any] = dict(read_cases(parse_json(PATH.read_bytes(), where=PATH.name), where=PATH.name))


def names(error: InputError, term: str) -> bool:
    """Whether the error's place, or what it says, has the name as a word of its own."""
    return any(re.search(rf"(?<![A-Za-z]){re.escape(term)}(?![A-Za-z])", text) for text in (error.where, error.problem))


@pytest.mark.parametrize(("name", "given"), CASES.items(), ids=CASES)
def test_a_wrong_case_is_refused(name: str, given: Mapping[str, Any]) -> None:
    """The error begins with the case, names the term or identifier that is wrong, and says how."""
    with pytest.raises(InputError) as caught:
        read_case(name, given).run()
    error = caught.value
    assert error.where.startswith(name)
    assert names(error, given["refused"]["term"]), str(error)
    assert given["refused"]["contains"] in error.problem
    assert "report it" not in error.problem


def test_every_contract_type_has_a_wrong_case() -> None:
    """No type of contract is left out."""
    assert set(contract_types()) <= {str(given["terms"].get("contractType")) for given in CASES.values()}
