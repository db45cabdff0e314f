# SPDX-License-Identifier: Apache-2.0
"""What is refused before a chain has a charter, and when one is adopted: per call, in the order checked."""

from typing import Any

from msgspec.structs import replace

from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.outcomes import GovernanceOutcome as Outcome
from counterfoil.modules.governance.records import Vetoes
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from support.governed import HOUR, adopt, apply_for, articles, propose
from support.ledger import Ledger, policy_of
from support.market import Row
from support.refused_parties import version

ALL = "registrar second-registrar both supervisor issuer bank venue custodian carol"
REGISTRARS = ("registrar", "second-registrar", "both")


def founding(market: Ledger) -> Ledger:
    """Three registrars, of whom one is a supervisor too; and a twin of the bank."""
    market.party("both", Role.registrar, Role.supervisor)
    market.party("twin")
    market.do(p.RotateKeys(party="twin", keys=policy_of("twin", "bank")), signed_by="twin")
    return market


def adopting(*registrars: str, **changed: Any) -> g.Adopt:
    """All three give way."""
    return adopt(*(registrars or REGISTRARS), **changed)


APART = True
ADOPTED = [
    Row(
        "a member twice",
        adopting(articles=replace(articles(), members=articles().members * 2)),
        ALL,
        Outcome.members_repeated,
    ),
    Row("a council of itself", adopting(members={"council": 1}, admitters=0), ALL, Outcome.not_a_council),
    Row("half is enough", adopting(ordinary_ppm=500_000), ALL, Outcome.thresholds_out_of_order),
    Row("grave is less than ordinary", adopting(grave_ppm=500_000), ALL, Outcome.thresholds_out_of_order),
    Row("more admitters than others", adopting(admitters=5), ALL, Outcome.admitters_out_of_reach),
    Row("a veto without time", adopting(veto_ms=0), ALL, Outcome.veto_without_window),
    Row("time without a veto", adopting(veto=Vetoes.no_decision), ALL, Outcome.veto_without_window),
    Row("a registrar twice", adopting(*REGISTRARS, "both"), ALL, Parties.role_missing),
    Row("a council's role twice", adopting(roles=(Role.venue, Role.venue)), ALL, Parties.roles_repeated),
    Row("a registrar of none", adopting("none"), ALL, Parties.unknown_party),
    Row("a registrar does not consent", adopting(), ALL.replace("both ", ""), Parties.not_authorised),
    Row("whoever gives way is none", adopting("registrar", "issuer"), ALL, Parties.role_missing),
    Row("a member does not consent", adopting(), ALL.replace("bank ", ""), Parties.not_authorised),
    Row(
        "a key in two members' policies",
        adopting(members={"bank": 1, "twin": 1}, admitters=1),
        f"{ALL} twin",
        Outcome.keys_in_common,
    ),
    Row("whoever agrees is no supervisor", adopting(supervisor="bank"), ALL, Parties.role_missing),
    Row("one party in both offices", adopting(supervisor="both"), ALL, Outcome.supervisor_left_out),
    Row("a member that is nobody", adopting(members={"none": 1}, admitters=0), ALL, Parties.not_authorised),
    Row("a registrar is left", adopting("registrar", "both"), ALL, Outcome.registrar_left),
    Row("no supervisor agrees", adopting(supervisor=None), ALL, Outcome.supervisor_left_out),
    Row("the council's name is taken", adopting(council="alice"), ALL, Parties.party_exists),
    Row("amending no charter", g.AmendCharter(council="alice", articles=articles()), "alice", Outcome.no_charter),
    Row("a member of no charter", g.SetPower(council="alice", party="bob", power=1), "alice", Outcome.no_charter),
    Row("proposing without a charter", propose("m"), "issuer", Outcome.no_charter),
    Row("ready without a charter", g.DeclareReady(version=2, member="issuer"), "issuer", Outcome.no_charter),
    Row(
        "pausing without a charter",
        g.PauseCalls(nouns=("funds",), until=HOUR, reference="x", supervisor="supervisor"),
        "supervisor",
        Outcome.no_charter,
    ),
    Row("applying without a charter", apply_for("a", "firm"), "issuer", Outcome.no_charter),
    Row(
        "a version by one that is both",
        version(registrar="both", supervisor="both"),
        "both",
        ProtocolOutcome.supervisor_needed,
    ),
]
MARKET = founding
