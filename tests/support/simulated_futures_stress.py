# SPDX-License-Identifier: Apache-2.0
"""Sizing a fund in a simulated market: scenarios by product, month and contract, shares given back, and who leaves."""

from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import stress_calls as s
from counterfoil.modules.futures.defaults import FUNDS
from counterfoil.modules.futures.stress import STRESS, Scenario, Shock, StressPolicy, Weighing
from counterfoil.modules.futures.stressing import figures
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Quantity
from support.simulated_futures_options import ON_COPPER, ON_INDEX
from support.simulation_floor import COPPER, HOUSE, FuturesPart
from support.simulation_part import Intent

GUEST: Final = "guest"
"""A member without clients."""
SHARE: Final = 300


@dataclass
class Sizing(FuturesPart):
    """A house that asks what its members would lose, and has them pay for it."""

    PARTIES: ClassVar = {GUEST: (Role.custodian,)}
    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("set_stress", "set_stress: scenarios_unordered", "size_fund", "size_fund: figures_differ"),
            *("size_fund: sized_already", "refund_share", "refund_share refused", "leave", "leave refused"),
        )
    )

    def founding(self) -> list[Intent]:
        """A member more, with a share."""
        admitted = c.Admit(house=HOUSE, member=GUEST)
        required = d.RequireShare(house=HOUSE, member=GUEST, required=SHARE)
        paid = d.Contribute(house=HOUSE, member=GUEST, amount=SHARE)
        return [
            self.by(admitted, signed=f"{HOUSE} {GUEST}"),
            self.opened(GUEST, GUEST, 2 * SHARE),
            self.by(required, paid, signed=f"{HOUSE} {GUEST}"),
        ]

    def opens(self, _now: int) -> list[Intent]:
        """Other scenarios, of what trades today too; now and then one that shocks something twice."""
        if self.likely(0.5):
            return []
        ppm, contract = self.random.choice((40_000, 150_000)), self.random.choice(self.futures())
        down = Scenario("down", (Shock(COPPER, -ppm), Shock(ON_INDEX, -ppm), Shock(COPPER, -2 * ppm, within_days=2)))
        up = Scenario("up", (Shock(COPPER, ppm), Shock(COPPER, 3 * ppm, contract.contract), Shock(ON_COPPER, ppm)))
        twice = replace(up, shocks=(*up.shocks, Shock(COPPER, 1)))
        call = s.SetStress(
            house=HOUSE,
            scenarios=(down, twice if self.likely(0.2) else up),
            weighing=self.random.choice(tuple(Weighing)),
            base=self.random.choice((10, 200)),
        )
        return [self.by(call, signed=HOUSE)]

    def over(self, _now: int) -> list[Intent]:
        """The fund is sized, now and then by other figures, or twice; what is too much goes back; the guest leaves."""
        policy = self.view.read(STRESS, HOUSE)
        found: list[Intent] = []
        if policy is not None and self.likely(0.8):
            call = self._sized(policy)
            first = replace(call.stressed[0], largest=Quantity(call.stressed[0].largest + 1))
            wrong = replace(call, stressed=(first, *call.stressed[1:]))
            said = self.random.choice(((call,), (wrong, call), (call, call)))
            found += [self.by(one, signed=HOUSE) for one in said]
        fund = self.view.read(FUNDS, HOUSE)
        assert fund is not None
        member = self.random.choice(fund.shares).member
        found.append(self.by(s.RefundShare(house=HOUSE, member=member)))
        if self.likely(0.25):
            who = self.random.choice((GUEST, GUEST, "broker"))
            found.append(self.by(s.Leave(house=HOUSE, member=who), signed=f"{HOUSE} {who}"))
        return found

    def _sized(self, policy: StressPolicy) -> s.SizeFund:
        """As the ledger computes it."""
        house = self.house
        assert house.closed is not None
        found = figures(self.view, HOUSE, policy.rules[-1])
        return s.SizeFund(house=HOUSE, day=house.closed, stressed=found.stressed, weights=found.weights)
