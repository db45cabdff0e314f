# SPDX-License-Identifier: Apache-2.0
"""A private bond under rules: 200 holders at most, each known and attested; the 201st is refused, with every reason."""

from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import Attest, OpenAccount, RegisterParty, TrustAttesters
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.restrictions.calls import Restrict, SetRules
from counterfoil.modules.restrictions.queries import count_of
from counterfoil.modules.restrictions.records import Rule, RuleKind
from counterfoil.node.checking import check
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import describe
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity
from market import Market, key_of, new_market

HOLDERS_MAX = 200
CHINA_MIN = 480
RULES = (
    Rule(kind=RuleKind.attested, topic="identity"),
    Rule(kind=RuleKind.attested, topic="investor_class", values=("professional",)),
    Rule(kind=RuleKind.max_holders, holders=HOLDERS_MAX),
    Rule(kind=RuleKind.max_balance, quantity=Quantity(1_000)),
    Rule(kind=RuleKind.foreign_share, share_bp=2_000, values=("CN",)),
)


def holder(number: int) -> PartyId:
    """Investors have numbers here; their accounts are called as they are."""
    return PartyId(f"investor-{number}")


def account(number: int) -> AccountId:
    return AccountId(f"investor-{number}")


def offer(market: Market, issuer: PartyId) -> InstrumentId:
    """Define the bond and restrict it before the first unit, so that its holders are counted."""
    bond = market.instrument("private-bond", issuer, kind=InstrumentKind.bond, unit=Unit(name="bond", decimals=0))
    restrict = Restrict(instrument=bond, by=issuer)
    rules = SetRules(instrument=bond, by=issuer, offset_min=CHINA_MIN, rules=RULES, reference="offering memorandum, 4")
    market.do(restrict, rules, signed_by=(key_of(issuer),))
    return bond


def admit(market: Market, numbers: range) -> None:
    """Investors whose custodian, the depository, acts for them; anybody may bring things into their accounts."""
    register = [
        RegisterParty(
            party=holder(number),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=f"Investor {number}",
        )
        for number in numbers
    ]
    opened = [
        OpenAccount(
            account=account(number),
            holder=holder(number),
            custodian=DEPOSITORY,
            outgoing=Control.custodian,
            incoming=Control.nobody,
        )
        for number in numbers
    ]
    market.do(*register, *opened, signed_by=(market.depository,))


def main() -> None:
    """Place the bond with 200 professional investors, then try one more."""
    with new_market() as market:
        supervisor = market.network.keyring.get(SUPERVISOR)
        issuer = market.party("issuer", Role.issuer)
        attester = market.party("credit-bureau")
        trusted = [
            TrustAttesters(topic=topic, attesters=(attester,), by=SUPERVISOR, reference="notice 2026-7")
            for topic in ("identity", "investor_class", "country")
        ]
        market.do(*trusted, signed_by=(supervisor,))
        bond = offer(market, issuer)
        admit(market, range(1, HOLDERS_MAX + 2))

        facts = (("identity", "verified"), ("investor_class", "professional"), ("country", "CN"))
        said = [
            Attest(party=holder(number), topic=topic, value=value, attester=attester)
            for number in range(1, HOLDERS_MAX + 1)
            for topic, value in facts
        ]
        market.do(*said, signed_by=(key_of(attester),))
        issued = [
            Issue(instrument=bond, account=account(number), quantity=Quantity(100))
            for number in range(1, HOLDERS_MAX + 1)
        ]
        market.do(*issued, signed_by=(key_of(issuer),))
        print(f"the bond has {count_of(market.node.ledger.view, bond).holders} holders of at most {HOLDERS_MAX}")

        late = Transfer(sender=account(1), receiver=account(HOLDERS_MAX + 1), instrument=bond, quantity=Quantity(50))
        found = check(market.node, [late], by=None, time=clock_ms())
        for reason in found.reasons:
            print(f"  {reason.code} {reason.outcome}: {reason.en} {reason.zh} ({reason.detail})")
        assert [reason.outcome for reason in found.reasons] == [
            "attestation_lacking",
            "attestation_lacking",
            "too_many_holders",
        ]
        refused = market.attempt(late, signed_by=(market.depository,))
        print("the ledger:", describe(refused))

        whole = Transfer(sender=account(1), receiver=account(2), instrument=bond, quantity=Quantity(100))
        market.do(whole, signed_by=(market.depository,))
        print(f"investor 1 sold out: {count_of(market.node.ledger.view, bond).holders} holders")


if __name__ == "__main__":
    main()
