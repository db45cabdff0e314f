# SPDX-License-Identifier: Apache-2.0
"""The verifier was written apart from the machine; these tests notice when one of the two has moved on."""

from typing import Any

import msgspec
import pytest

from counterfoil.commerce import app
from counterfoil.commerce.modules.holdings import messages as holdings
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.commerce.modules.instruments import messages as instruments
from counterfoil.commerce.modules.instruments.state import INSTRUMENTS
from counterfoil.commerce.modules.instruments.state import LIFE_CYCLE as MACHINE_LIFE_CYCLE
from counterfoil.commerce.modules.parties import messages as parties
from counterfoil.commerce.modules.parties.state import ACCOUNTS, PARTIES
from counterfoil.commerce.modules.settlement import messages as settlement
from counterfoil.commerce.modules.settlement.state import FAILURES as MACHINE_FAILURES
from counterfoil.commerce.modules.settlement.state import INSTRUCTIONS
from counterfoil.verify import calls, facts
from counterfoil.verify.effects import EVENTS
from counterfoil.verify.rules import RULES
from counterfoil.verify.rules_settlement import FAILURES
from counterfoil.verify.rules_subjects import LIFE_CYCLE

NOT_SHOWN = {"protocol.schedule_feature", "protocol.schedule_version"}
"""Calls whose events stand in no trail that a package shows."""
OURS = {str(call.__struct_config__.tag): call for call in RULES}
THEIRS = {app.call_name(message): message for message in app.CALLS}


def fields(struct: Any) -> dict[str, bool]:
    """Name → whether it must be given."""
    return {field.encode_name: field.required for field in msgspec.structs.fields(struct)}


def test_every_call_has_a_rule() -> None:
    """Whatever the machine can do, the verifier can judge."""
    assert set(THEIRS) - NOT_SHOWN == set(OURS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_calls_have_the_same_fields(name: str) -> None:
    """The verifier reads exactly the fields that the machine reads."""
    assert fields(OURS[name]) == fields(THEIRS[name])


def test_every_event_type_has_an_effect() -> None:
    """Every type of event that the four modules emit is in the verifier's table, and no other."""
    modules = (parties, instruments, holdings, settlement)
    emitted = {
        value.name for module in modules for value in vars(module).values() if type(value).__name__ == "EventType"
    }
    assert emitted == set(EVENTS)


@pytest.mark.parametrize(
    ("table", "prefix", "fact"),
    [
        (PARTIES, facts.PARTY, facts.Party),
        (ACCOUNTS, facts.ACCOUNT, facts.Account),
        (INSTRUMENTS, facts.INSTRUMENT, facts.Instrument),
        (HOLDINGS, facts.HOLDING, facts.Holding),
    ],
)
def test_records_have_the_same_fields(table: Any, prefix: str, fact: Any) -> None:
    """The verifier reads records from where the machine writes them, field by field."""
    assert table.prefix == prefix
    assert set(fields(table.record)) == set(fields(fact))


def test_tables_agree() -> None:
    """Life cycle, reasons of failing, and where instructions live."""
    assert {status.value: {str(to) for to in after} for status, after in MACHINE_LIFE_CYCLE.items() if after} == {
        status: set(after) for status, after in LIFE_CYCLE.items()
    }
    assert {reason.value for reason in MACHINE_FAILURES} == set(FAILURES)
    assert INSTRUCTIONS.prefix == facts.INSTRUCTION
    assert (holdings.BATCH_MAX, settlement.LEGS_MAX) == (calls.BATCH_MAX, calls.LEGS_MAX)
