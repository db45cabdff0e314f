# SPDX-License-Identifier: Apache-2.0
"""A private bond under rules: attested investors, 200 holders at most; the 201st is refused, with every reason."""

from collections.abc import Iterable
from typing import Final

from counterfoil.demo.plan import Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import Attest, OpenAccount, RegisterParty, TrustAttesters
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.restrictions.calls import Restrict, SetRules
from counterfoil.modules.restrictions.queries import count_of
from counterfoil.modules.restrictions.records import COUNTS, RESTRICTIONS, Rule, RuleKind
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.primitives.types import AccountId, BasisPoints, InstrumentId, OffsetMinutes, PartyId, Quantity

ISSUER: Final = PartyId("issuer")
ATTESTER: Final = PartyId("credit-bureau")
BOND: Final = InstrumentId("PRIVATE-BOND")
HOLDERS_MAX: Final = 200
PLACED: Final = range(1, HOLDERS_MAX + 1)
LATE: Final = HOLDERS_MAX + 1
CHINA_MIN: Final = OffsetMinutes(480)
FACTS: Final = (("identity", "verified"), ("investor_class", "professional"), ("country", "CN"))
RULES_OF_IT: Final = (
    Rule(kind=RuleKind.attested, topic="identity"),
    Rule(kind=RuleKind.attested, topic="investor_class", values=("professional",)),
    Rule(kind=RuleKind.max_holders, holders=HOLDERS_MAX),
    Rule(kind=RuleKind.max_balance, quantity=Quantity(1_000)),
    Rule(kind=RuleKind.foreign_share, share_bp=BasisPoints(2_000), values=("CN",)),
)


def play(stage: Stage) -> None:
    """Place a bond with 200 professional investors, then try one more."""
    _found(stage)
    _place(stage)
    _try_one_more(stage)
    stage.prove(
        rules=lambda collector: collector.record(RESTRICTIONS.path(BOND)),
        count=lambda collector: collector.record(COUNTS.path(BOND)),
        first_holder=lambda collector: collector.control(_account(1), BOND),
    )


def _found(stage: Stage) -> None:
    """Attesters whom the chain believes, and a bond whose rules stand before its first unit."""
    stage.enter(Firm(ISSUER, "Example Issuer", (Role.issuer,)), Firm(ATTESTER, "Example Credit Bureau"))
    trusted = [
        TrustAttesters(topic=topic, attesters=(ATTESTER,), by=SUPERVISOR, reference="notice 2026-7")
        for topic, _ in FACTS
    ]
    stage.do("the supervisor says whom the chain believes about investors", *trusted, by=[SUPERVISOR])
    unit = Unit(name="bond", decimals=0)
    stage.define(BOND, InstrumentKind.bond, unit, issuer=ISSUER, name="示例私募债 Example private bond")
    rules = SetRules(
        instrument=BOND, by=ISSUER, offset_min=CHINA_MIN, rules=RULES_OF_IT, reference="offering memorandum, 4"
    )
    stage.do("the issuer sets five rules", Restrict(instrument=BOND, by=ISSUER), rules, by=[ISSUER])


def _place(stage: Stage) -> None:
    """201 investors, of whom 200 are attested and given units; the depository keeps their accounts."""
    stage.set(*_registered((*PLACED, LATE)), by=[DEPOSITORY])
    said = [
        Attest(party=_party(number), topic=topic, value=value, attester=ATTESTER)
        for number in PLACED
        for topic, value in FACTS
    ]
    stage.set(*said, by=[ATTESTER])
    issued = [Issue(instrument=BOND, account=_account(number), quantity=Quantity(100)) for number in PLACED]
    stage.do(f"the bond is placed with {HOLDERS_MAX} professional investors", *issued, by=[ISSUER])
    stage.show("holders", _holders(stage))


def _try_one_more(stage: Stage) -> None:
    late = Transfer(sender=_account(1), receiver=_account(LATE), instrument=BOND, quantity=Quantity(50))
    stage.check("would the 201st holder be admitted?", late)
    stage.refuse("the 201st holder buys all the same", late, by=[DEPOSITORY], outcome="attestation_lacking")
    whole = Transfer(sender=_account(1), receiver=_account(2), instrument=BOND, quantity=Quantity(100))
    stage.do("investor 1 sells out to investor 2", whole, by=[DEPOSITORY])
    stage.show("holders", _holders(stage))


def _registered(numbers: Iterable[int]) -> list[RegisterParty | OpenAccount]:
    calls: list[RegisterParty | OpenAccount] = []
    for number in numbers:
        party, account = _party(number), _account(number)
        calls.append(
            RegisterParty(
                party=party, registrar=DEPOSITORY, kind=PartyKind.organisation, name=f"Example Investor {number}"
            )
        )
        calls.append(
            OpenAccount(
                account=account,
                holder=party,
                custodian=DEPOSITORY,
                outgoing=Control.custodian,
                incoming=Control.nobody,
            )
        )
    return calls


def _holders(stage: Stage) -> str:
    return f"{count_of(stage.node.ledger.view, BOND).holders} of at most {HOLDERS_MAX}"


def _party(number: int) -> PartyId:
    return PartyId(f"investor-{number}")


def _account(number: int) -> AccountId:
    return AccountId(f"investor-{number}")


SCENE: Final = Scene(number=20, name="private-bond", title="A private bond under rules 私募债与投资者适当性", play=play)
