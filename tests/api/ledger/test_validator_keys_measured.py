# SPDX-License-Identifier: Apache-2.0
"""Monitoring reads when the keys of validators end."""

from typing import Any

from counterfoil.api.ledger.measured import seconds_of
from counterfoil.modules.validators.calls import SetExpiry
from counterfoil.modules.validators.module import MODULE
from support.law_breaches import LATE
from support.validators_breaches import plain, voting


def test_of_each_in_the_set_whose_firm_said_a_time() -> None:
    """Not of one on offer, nor where nobody said one; a chain of one operator has none."""
    world: Any = voting()
    [keys_end] = MODULE.watched
    assert seconds_of(keys_end, {world.chain: world}) == {}
    world.do("f1", "f5", calls=[plain(SetExpiry(validator=name, expires=LATE)) for name in ("v1", "v5")])
    assert seconds_of(keys_end, {world.chain: world}) == {(world.chain, "v1"): LATE / 1e3}
