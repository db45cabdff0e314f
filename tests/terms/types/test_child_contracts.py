# SPDX-License-Identifier: Apache-2.0
"""Child contracts: what they inherit, what their parent changes, and errors that say whose they are (techspec 4)."""

from datetime import datetime
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract, TermError
from counterfoil.terms.kernel.roles import ReferenceRole
from counterfoil.terms.types.actus_contract import ActusContract
from counterfoil.terms.types.swaps import child, reference, references
from support.terms import Terms, cap_floor, leg, related, run, story, swap, terms


def parent(*structure: Terms, **changes: object) -> ActusContract:
    """A contract that has a structure and makes no use of it."""
    contract: Any = Contract.from_terms({**terms("PAM", **changes), "contractStructure": list(structure)})
    assert isinstance(contract, ActusContract)
    return contract


def test_references_by_role() -> None:
    """All with a role in order, and the first; others are not seen."""
    structure = parent(
        related("COVE", {"contractIdentifier": "a"}, "CID"),
        related("COVI", {"marketObjectCode": "M"}, "MOC"),
        related("COVE", {"contractIdentifier": "b"}, "CID"),
    )
    assert [item.identifier for item in references(structure, ReferenceRole.COVERED)] == ["a", "b"]
    assert reference(structure, ReferenceRole.COVERED).identifier == "a"
    assert reference(structure, ReferenceRole.COVERING).identifier == "M"
    assert references(structure, ReferenceRole.UNDERLYING) == []


def test_a_missing_reference_is_named() -> None:
    """The error says which role is missing, and how to give it."""
    with pytest.raises(
        TermError, match=r"contractStructure: PAM needs a reference with the role UDL.*referenceRole"
    ) as caught:
        reference(parent(), ReferenceRole.UNDERLYING)
    assert caught.value.term == "contractStructure"


def test_a_child_inherits_status_date_and_currency() -> None:
    """Both from the parent where the child does not state them; the child's own come first."""
    bare = leg(statusDate=None, currency=None)
    made = child(parent(statusDate="2023-11-30"), _first(bare), contractRole="RPA")
    assert (made.status_date, made.currency) == (datetime(2023, 11, 30), "CNY")
    own = child(parent(), _first(leg(statusDate="2023-12-01", currency="EUR")), contractRole="RPA")
    assert (own.status_date, own.currency) == (datetime(2023, 12, 1), "EUR")


def test_the_parent_changes_terms() -> None:
    """What the parent says of a child's terms replaces what the child says."""
    made = child(parent(), _first({**leg(), "contractRole": "RPA"}), contractRole="RPL", notionalPrincipal="5")
    assert [event.payoff for event in made.events() if event.type.acronym in ("IED", "MD")] == [5, -5]


def _first(given: Terms) -> Any:
    return reference(parent(related("UDL", given)), ReferenceRole.UNDERLYING)


def test_what_is_no_contract_cannot_be_a_child() -> None:
    """A market object where a contract is needed is refused by its place."""
    item = reference(parent(related("UDL", {"marketObjectCode": "M"}, "MOC")), ReferenceRole.UNDERLYING)
    with pytest.raises(TermError, match=r"contractStructure\.UDL\.referenceType: MOC is not a contract \(give CNT"):
        child(parent(), item)


GOOD = leg(contractID="l1")


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (swap(GOOD, leg(maturityDate=None)), r"contractStructure\.SEL\.maturityDate: PAM needs the term"),
        (swap(leg(notionalPrincipal="x"), GOOD), r"contractStructure\.FIL\.notionalPrincipal: 'x' is not a number"),
        (swap(leg(contractType="PAX"), GOOD), r"contractStructure\.FIL\.contractType: 'PAX' is not a contract type"),
        (swap({**GOOD, "contractType": None}, GOOD), r"contractStructure\.FIL\.contractType: None"),
        (swap(GOOD, leg(notionalPrincipl="1")), r"contractStructure\.SEL\.notionalPrincipl: no such term"),
        (swap(GOOD, leg(maturityDate="2023-01-01")), r"contractStructure\.SEL\.maturityDate: .* is not after"),
        (swap(GOOD, leg(dayCountConvention=None)), r"contractStructure\.SEL\.dayCountConvention: PAM with nominal"),
        (cap_floor(leg(maturityDate=None)), r"contractStructure\.UDL\.maturityDate: PAM needs the term"),
        (cap_floor(leg(), lifeCap="0.1", contractStructure=None), r"terms\.contractStructure: CAPFL needs .* role UDL"),
        (swap(GOOD, GOOD, contractStructure=[related("FIL", GOOD)]), r"contractStructure: SWAPS needs .* role SEL"),
        (swap(GOOD, GOOD, contractStructure=[related("SEL", GOOD)]), r"contractStructure: SWAPS needs .* role FIL"),
        (swap(GOOD, GOOD, contractStructure="l1"), r"terms\.contractStructure: 'l1' is not a list"),
        (
            swap(GOOD, GOOD, contractStructure=[GOOD]),
            r"terms\.contractStructure: .*not an object with object, referenceType",
        ),
        (swap(GOOD, GOOD, statusDate=None), r"terms\.statusDate: SWAPS needs the term"),
        (swap(GOOD, GOOD, contractRole=None), r"terms\.contractRole: SWAPS needs the term"),
        (swap(GOOD, GOOD, currency=None), r"terms\.currency: SWAPS needs the term"),
    ],
)
def test_errors_say_whose_they_are(given_: Terms, said: str) -> None:
    """A wrong term of a child is found when the parent is made, and the place is the child's in the structure."""
    with pytest.raises(TermError, match=said):
        Contract.from_terms(given_)


def test_errors_of_grandchildren_say_so_too() -> None:
    """A swap whose leg is a swap whose leg is wrong."""
    inner = swap(GOOD, leg(maturityDate=None), contractRole=None)
    with pytest.raises(TermError, match=r"contractStructure\.SEL\.maturityDate"):
        Contract.from_terms(swap(GOOD, inner))


def test_swaps_of_swaps() -> None:
    """A leg may be a swap: its role follows from its parent, as for any leg."""
    with pytest.raises(InputError, match="allowed"):
        Contract.from_terms(swap({**GOOD, "contractRole": "NOBODY"}, {**GOOD, "statusDate": "never"}))
    capped = cap_floor(leg(contractID="u1"), contractID="l2", lifeCap="0.10", contractRole=None)
    lines = story(swap(leg(contractID="l1"), capped))
    assert lines.count("2025-01-01 IP 0") == 1
    assert lines.count("2025-01-01 IP 144") == 1


def test_children_share_the_parents_calendars() -> None:
    """A calendar that nobody gave is missed in the child, by its name."""
    with pytest.raises(TermError, match=r"calendar: no calendar 'XSHG' was given"):
        run(swap(GOOD, leg(calendar="XSHG", businessDayConvention="SCF")))
