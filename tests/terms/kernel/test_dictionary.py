# SPDX-License-Identifier: Apache-2.0
"""The record of terms against the dictionary, and the signs of contract roles against the specification."""

import json
import re
from dataclasses import fields
from typing import Any

import pytest

from counterfoil.terms.kernel.contract_structure import STRUCTURE
from counterfoil.terms.kernel.dictionary import Terms
from counterfoil.terms.kernel.reading import REQUIRED, Term, terms_of
from counterfoil.terms.kernel.roles import ContractRole, ScalingEffect
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME
from shared_data import shared_data

OWN = {found.name: found for found in terms_of(Terms).values()}
BOUNDARY_CONTROLLED = ["BCF", "BDR", "BEF", "BLIA", "BMANX", "BMCL", "BMED", "BV"]
FREE = {"calendar", "contractType", "seniority", "unit", "clearingHouse"}
"""Enumerations of the dictionary that are free text here: users bring calendars, contract types and units."""


def published() -> dict[str, dict[str, Any]]:
    """The terms of the dictionary by their names."""
    listed = json.loads(shared_data("actus/dictionary/actus-dictionary-terms.json").read_text())
    return {row["identifier"]: row for row in listed["terms"].values()}


def test_names_are_in_order() -> None:
    """Each field is a term; names are in camel case, acronyms in capitals; no name and no acronym stands for two."""
    assert {found.field for found in OWN.values()} == {item.name for item in fields(Terms)}
    assert len({found.acronym for found in OWN.values()}) == len(OWN) == len(fields(Terms))
    assert all(re.fullmatch(r"[a-z][A-Za-z]*2?1?", found.name) for found in OWN.values())
    assert all(re.fullmatch(r"[A-Z]+[12]?", found.acronym) for found in OWN.values())
    aliases = [alias for found in OWN.values() for alias in found.aliases]
    assert len(aliases) == len(set(aliases)) and not set(aliases) & set(OWN)


@pytest.mark.parametrize(
    ("role", "sign"),
    [
        *[(role, 1) for role in ["RPA", "LG", "BUY", "RFL", "RF", "COL", "CNO", "OBL", "UDL", "UDLP"]],
        *[(role, -1) for role in ["RPL", "ST", "SEL", "PFL", "PF", "GUA", "UDLM"]],
    ],
)
def test_roles_have_signs(role: str, sign: int) -> None:
    """+1 for a claim, -1 for an obligation (techspec 3.7); RF and PF, of the dictionary alone, as RFL and PFL."""
    assert ContractRole(role).sign == sign


def test_every_role_is_in_the_table() -> None:
    """17 roles, of which 7 are obligations."""
    assert sum(role.sign for role in ContractRole) == 10 - 7


@pytest.mark.parametrize(("code", "interest", "notional"), [("000", 0, 0), ("I00", 1, 0), ("0N0", 0, 1), ("IN0", 1, 1)])
def test_scaling_effects(code: str, interest: bool, notional: bool) -> None:
    """Each letter of the code scales one thing."""
    assert (ScalingEffect(code).interest, ScalingEffect(code).notional) == (interest, notional)


@pytest.mark.real_data
def test_terms_are_the_dictionarys() -> None:
    """Every term of the dictionary but those of boundary-controlled swaps, by name and acronym; one more is ours."""
    listed = published()
    assert {row["acronym"] for name, row in listed.items() if name not in OWN} == set(BOUNDARY_CONTROLLED)
    assert set(OWN) - set(listed) == {"marketObjectCodeOfDividends"}
    # The dictionary marks the index of arrays (ARIPCLi) and misprints the acronym of the second strike.
    wrong = {
        name: row["acronym"]
        for name, row in listed.items()
        if name in OWN and row["acronym"].rstrip("ij") != OWN[name].acronym
    }
    assert wrong == {"optionStrike2": "sss"}


@pytest.mark.real_data
def test_terms_take_what_the_dictionary_allows() -> None:
    """Types by kind; every option of an enumeration can be read."""
    kinds = {
        "Varchar": {TEXT},
        "Real": {REAL, POSITIVE},
        "Timestamp": {TIME},
        "Cycle": {CYCLE},
        "Period": {PERIOD},
        "ContractReference[]": {STRUCTURE},
    }
    for name, row in published().items():
        if name not in OWN:
            continue
        kind = OWN[name].kind
        if row["type"].startswith("Enum"):
            options = [option["acronym"] for option in row["allowedValues"]]
            assert options
            assert [kind.read(option) for option in options]
            assert (kind is TEXT) is (name in FREE)
        elif row["type"] in kinds:
            assert kind in kinds[row["type"]], name
        else:
            element = {"Timestamp[]": TIME, "Cycle[]": CYCLE}.get(row["type"])
            assert kind.allowed in {f"a list, each {k.allowed}" for k in ([element] if element else [REAL, POSITIVE])}


@pytest.mark.real_data
def test_defaults_are_the_dictionarys() -> None:
    """A default other than "undefined" is the one that the dictionary states."""
    spelled = {"nos": "NOS", "sd": "SD"}
    ours = {name: default for name, found in OWN.items() if (default := _default(found))}
    stated = {name: row["default"].strip() for name, row in published().items()}
    assert ours == {name: spelled.get(stated[name], stated[name]) for name in ours}


def _default(found: Term) -> str:
    value = next(item.default for item in fields(Terms) if item.name == found.field)
    if value in (None, (), REQUIRED):
        return ""
    written = found.kind.write(value)
    return str(written[0] if isinstance(written, list) else written)
