# SPDX-License-Identifier: Apache-2.0
"""References of a contract structure: contracts, identifiers, market objects, and every way to get them wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.contract_structure import STRUCTURE, Reference
from counterfoil.terms.kernel.roles import ReferenceRole, ReferenceType

LEG = {"contractType": "PAM", "contractID": "leg", "notionalPrincipal": "1000"}
SPOT = {"marketObjectCode": "SPOT"}

objects = st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)
references = st.builds(Reference, objects, st.sampled_from(ReferenceType), st.sampled_from(ReferenceRole))


def reference(target: object, kind: str = "CNT", role: str = "UDL") -> dict[str, object]:
    """A reference as JSON."""
    return {"object": target, "referenceType": kind, "referenceRole": role}


def test_references_are_read() -> None:
    """A contract, a market object and identifiers, as objects or as bare texts."""
    found = STRUCTURE.read(
        [
            reference(LEG, "CNT", "FIL"),
            reference({"marketObjectCode": " SPOT "}, "moc", "udl"),
            reference("FIXED", "MOC"),
            reference("loan-1", "CID", "COVE"),
            reference("969500HMVSZ0TCV65D58", "EID", "COVI"),
        ]
    )
    assert [(item.type.value, item.role.value) for item in found] == [
        ("CNT", "FIL"),
        ("MOC", "UDL"),
        ("MOC", "UDL"),
        ("CID", "COVE"),
        ("EID", "COVI"),
    ]
    assert found[0].object == LEG
    assert [item.identifier for item in found] == ["leg", "SPOT", "FIXED", "loan-1", "969500HMVSZ0TCV65D58"]
    assert found[4].object == {"legalEntityIdentifier": "969500HMVSZ0TCV65D58"}


def test_structures_do_not_share_what_they_were_given() -> None:
    """Changing the JSON afterwards does not change the contract."""
    target = dict(LEG)
    found = STRUCTURE.read([reference(target)])
    target["notionalPrincipal"] = "2000"
    assert found[0].object == LEG


@given(st.lists(references, max_size=4).map(tuple))
def test_structures_go_through_json(structure: tuple[Reference, ...]) -> None:
    """What is written is read as the same references, in the same order."""
    assert STRUCTURE.read(STRUCTURE.write(structure)) == structure


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ("leg", "not a list"),
        (reference(LEG), "not a list"),
        (["leg"], "wrong at element 1: 'leg' is not an object with object, referenceType and referenceRole"),
        ([reference(LEG), {}], "wrong at element 2: {} is not an object with object, referenceType and referenceRole"),
        ([{"object": LEG, "referenceType": "CNT"}], "is not an object with object, referenceType and referenceRole"),
        ([reference(LEG) | {"more": 1}], "and referenceRole, and nothing else"),
        ([reference(LEG, "PAM")], "is wrong: its referenceType 'PAM' is not one of the allowed values"),
        ([reference(LEG, "CNT", "THIRD")], "is wrong: its referenceRole 'THIRD' is not one of the allowed values"),
        ([reference("leg", "CNT")], "is without an object that CNT could refer to"),
        ([reference("leg", "CST")], "is without an object that CST could refer to"),
        ([reference(7, "MOC")], "is without an object that MOC could refer to"),
        ([reference(None, "CID")], "is without an object that CID could refer to"),
    ],
)
def test_wrong_structures_are_refused(given_: object, reason: str) -> None:
    """The reason says which element, and what of it."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        STRUCTURE.read(given_)


@pytest.mark.parametrize("target", [{}, {"marketObjectCode": " "}, {"marketObjectCode": 7}, {"code": "SPOT"}])
def test_references_without_identifier_are_an_error(target: dict[str, object]) -> None:
    """The error names the role of the reference, and what an identifier looks like."""
    with pytest.raises(InputError) as caught:
        _ = Reference(target, ReferenceType.MARKET_OBJECT, ReferenceRole.UNDERLYING).identifier
    assert str(caught.value) == (
        "contractStructure, UDL: the reference identifies nothing "
        '(give {"marketObjectCode": …} for MOC, {"contractIdentifier": …} for CID)'
    )
