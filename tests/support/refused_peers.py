# SPDX-License-Identifier: Apache-2.0
"""What the peers module refuses: trust that cannot be believed, and answers that do not prove themselves, in order."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.witness_policy import NO_QUORUM, WitnessPolicy
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.calls import Trust
from counterfoil.modules.peers.outcomes import PeersOutcome as Outcome
from counterfoil.modules.peers.records import ANSWERS, PEERS
from support.evidence_log import policy, witness_policy
from support.forged_answers import east, forged, honest
from support.ledger import CHAIN, Ledger
from support.market import FAR, LONG, Row
from support.peered import trusting
from support.refused_by_records import Act, creating, on_record

BOTH: Final = "registrar supervisor"
EAST_WORLD: Final = east()


def trust(**changes: Any) -> Trust:
    return trusting(EAST_WORLD, **changes)


def _policy(**changes: Any) -> str:
    found = witness_policy()
    said = {name: getattr(found, name) for name in ("logs", "witnesses", "groups", "quorum")}
    return WitnessPolicy(**(said | changes)).encode()


def market(_usual: Ledger) -> Ledger:
    """East is believed and was asked; north will be believed; trust in busy changes often."""
    ledger = Ledger()
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    ledger.do(trust(), trust(chain="north", since=LONG), trust(chain="busy"), signed_by=BOTH)
    for number in range(SCHEDULED_MAX):
        ledger.do(trust(chain="busy", since=FAR + number), signed_by=BOTH)
    ledger.do(honest(), signed_by="registrar")
    return ledger


TRUSTED = [
    Row("a chain believes itself", trust(chain=CHAIN), BOTH, Outcome.peer_is_this_chain),
    Row("trust of yesterday", trust(since=1), BOTH, Outcome.peer_backdated),
    Row("another genesis", trust(genesis="a" * 64), BOTH, Outcome.peer_fixed),
    Row("another keeper", trust(keeper="venue"), "venue supervisor", Outcome.peer_fixed),
    Row(
        "a supervisor agrees with itself", trust(chain="new", keeper="supervisor"), "supervisor", Outcome.two_must_trust
    ),
    Row("a policy that is none", trust(policy="quorum"), BOTH, Outcome.trust_unsound),
    Row("no log", trust(policy=_policy(logs=())), BOTH, Outcome.trust_unsound),
    Row("no quorum", trust(policy=_policy(quorum=NO_QUORUM)), BOTH, Outcome.trust_unsound),
    Row("no such entry auditors", trust(entry_auditors="none"), BOTH, Outcome.trust_unsound),
    Row("a quorum that cannot be", trust(auditors=replace(policy("a"), threshold=2)), BOTH, Outcome.trust_unsound),
    Row("who seals recovers too", trust(recovery=policy("operator of east")), BOTH, Outcome.trust_unsound),
    Row("who seals audits too", trust(auditors=policy("operator of east")), BOTH, Outcome.trust_unsound),
    Row("the log audits too", trust(auditors=policy("log")), BOTH, Outcome.trust_unsound),
    Row("a witness audits too", trust(auditors=policy("witness alpha")), BOTH, Outcome.trust_unsound),
    Row("by the supervisor alone", trust(), "supervisor", Parties.not_authorised),
    Row("kept by a bank", trust(chain="new", keeper="bank"), "bank supervisor", Parties.role_missing),
    Row("by the keeper alone", trust(), "registrar", Parties.not_authorised),
    Row("agreed to by a bank", trust(by="bank"), "registrar bank", Parties.role_missing),
    Row("nine changes of trust to come", trust(chain="busy", since=LONG), BOTH, Outcome.too_many_trust_changes),
]
ANSWERED = [
    Row("about a chain of nobody", replace(honest(), peer="none"), "registrar", Outcome.unknown_peer),
    Row("about a chain to be believed", replace(honest(), peer="north"), "registrar", Outcome.not_believed_yet),
    *(Row(f"an answer {one.because}", one.answer, "registrar", one.outcome) for one in forged()),
    Row("the same answer again", honest(), "registrar", Outcome.answer_not_newer),
    Row("an older answer", honest(2), "registrar", Outcome.answer_not_newer),
    Row("brought by nobody", honest(4), "bank", Parties.not_authorised),
]
PEERS_ACTS = [
    Act("a peer twice", creating(PEERS, "east"), Outcome.peer_exists),
    Act("an answer that nobody gave", on_record(ANSWERS, "east", "none"), Outcome.unknown_answer),
    Act("an answer twice", creating(ANSWERS, "east", honest().records[0].record), Outcome.answer_exists),
]
APART: Final = True
MARKET = market
