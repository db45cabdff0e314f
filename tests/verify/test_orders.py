# SPDX-License-Identifier: Apache-2.0
"""Evidence of what orders did to encumbered units: proved as it was done, and nothing that no order allows."""

from pathlib import Path

import pytest

from counterfoil.modules import laws
from counterfoil.verify.report import Verdict
from counterfoil.verify.verifier import verify_package
from support import noun_told
from support.evidence_story import founded


@pytest.fixture(scope="module")
def told() -> Path:
    """The folder in which a process with the noun of orders told its story, and left its packages."""
    return noun_told.told("order_noun", "orders")


def test_every_claim_is_proved_under_every_act(told: Path) -> None:
    """Control, position, statement, provenance, record and transfer; forged ones fail: told by asserts."""
    names = {path.stem for path in told.glob("*.zip")}
    assert {"control-li-new-account-ACME", "statement-li-account", "position", "provenance"} <= names
    assert {"forced", "frozen", "thawed", "recovered", "enforced", "burned", "ended"} <= names


@pytest.mark.parametrize("name", ["forced", "recovered", "burned", "control-li-new-account-ACME"])
def test_a_verifier_that_lacks_the_orders_believes_none(told: Path, name: str) -> None:
    """Consent in a record of unknown law is consent to nothing: what rests on it is not proved."""
    assert "orders.give" not in laws().calls
    report = verify_package((told / f"{name}.zip").read_bytes(), founded("widened_holdings").trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10), report.sentence


def test_what_rests_on_no_order_is_proved_all_the_same(told: Path) -> None:
    """A position rests on the state alone."""
    trust = founded("widened_holdings").trust()
    assert verify_package((told / "position.zip").read_bytes(), trust).verdict is Verdict.proved
