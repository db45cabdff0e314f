# SPDX-License-Identifier: Apache-2.0
"""What is said to be right of a call that cannot be read: the near name, and the names that there are."""

import pytest

from counterfoil.cli.call_words import REFERENCE, calls_like, remedy_for
from counterfoil.modules.parties.calls import AssignRoles, RegisterParty

LIKE = {
    "near": ("parties.assign_role", "did you mean parties.assign_roles? calls of parties: ", ""),
    "of a known module alone": ("parties.zzzzzzzzzzzzzzzzzzzz", "calls of parties: ", "did you mean"),
    "of a module that is near": ("partis.register", "did you mean parties.register? calls of parties: ", ""),
    "none is like it": ("qqq", "modules: ", "did you mean"),
    "empty": ("", "modules: ", "did you mean"),
}


@pytest.mark.parametrize("name", LIKE)
def test_which_call_was_meant(name: str) -> None:
    """The nearest, and all of its module; the modules where there is none."""
    given, begins, never = LIKE[name]
    told = calls_like(given)
    assert told.startswith(begins) and not (never and never in told)
    assert REFERENCE in told or "calls of" in told


REMEDIES = {
    "a word": (AssignRoles, "Invalid enum value 'isuer'", "$.roles[0]", "did you mean issuer? one of registrar, "),
    "no such word": (AssignRoles, "Invalid enum value 'qqq'", "$.roles[0]", "one of registrar, "),
    "a field": (AssignRoles, "Object contains unknown field `partie`", "$", "did you mean party? it has party, "),
    "no such field": (AssignRoles, "Object contains unknown field `qqq`", "$", "it has party, registrar, roles"),
    "one is missing": (AssignRoles, "Object missing required field `roles`", "$", "it has party, registrar, roles"),
    "that may be left out": (
        RegisterParty,
        "Object contains unknown field `qqq`",
        "$",
        "it has party, registrar, kind",
    ),
    "anything else": (AssignRoles, "Expected `str`, got `int`", "$.party", REFERENCE),
}


@pytest.mark.parametrize("name", REMEDIES)
def test_what_may_stand_there(name: str) -> None:
    """Of a word all words, of a field all fields; of anything else the page."""
    call, problem, path, begins = REMEDIES[name]
    assert remedy_for(call, problem, path).startswith(begins)


def test_fields_that_may_be_left_out_are_told_apart() -> None:
    """After those that must be there."""
    assert " and may have name, commitment, " in remedy_for(RegisterParty, "unknown field `qqq`", "$")
