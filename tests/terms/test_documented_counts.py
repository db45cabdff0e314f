# SPDX-License-Identifier: Apache-2.0
"""What the documentation says of the public cases is what comes out when they are run."""

import pytest

from shared_data import shared_data
from support import terms_reference


@pytest.mark.real_data
def test_table_of_reproduced_cases_is_current():
    """`make docs` would write the same counts."""
    documented = terms_reference.reproduced_in(terms_reference.README.read_text())
    assert documented == terms_reference.reproduced(shared_data("actus/cases"))


@pytest.mark.real_data
def test_counts_in_sentences_are_those_of_the_table():
    """The README says in words what the last row of its table says."""
    total = terms_reference.reproduced(shared_data("actus/cases")).splitlines()[-1]
    published, at_hand, done = (cell.strip(" *") for cell in total.strip("|").split("|")[1:])
    said = f"reproduces {done} of the {at_hand} public ACTUS cases that were at hand ({published} exist)"
    assert said in terms_reference.README.read_text()


def test_every_contract_type_is_drawn_and_explained():
    """Every contract type has a picture, and its page shows it."""
    pages = "".join(page.read_text() for page in terms_reference.README.parent.glob("*.md"))
    drawn = set(terms_reference.drawings())
    for kind in terms_reference.all_types():
        assert f"terms/drawings/{kind}.svg" in drawn
        assert f"(drawings/{kind}.svg)" in pages
