# SPDX-License-Identifier: Apache-2.0
"""What a transaction would do on a chain that is open here, and which signatures it lacks; nothing is ordered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from counterfoil.application import TransactionResult
from counterfoil.commerce.rehearsal import Changed, RefusedLater
from counterfoil.evidence.event import Event
from counterfoil.law.call import Call
from counterfoil.modules.governance.calls import Execute
from counterfoil.modules.governance.queries import council
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import KeyId, PartyId, Timestamp


@dataclass(frozen=True, slots=True)
class Signing:
    """How far a party's consent has come."""

    party: PartyId
    needs: int
    """how many of its keys must sign; 0 for a party that cannot sign"""
    signed: Sequence[KeyId]
    open: Sequence[KeyId]
    """its keys that have not signed"""
    instead: Sequence[PartyId] = ()
    """others, any of whom would do in its place"""
    decides: bool = False
    """it is the chain's council, which consents by decisions alone"""

    @property
    def lacking(self) -> int:
        """Signatures that are still to come."""
        return max(0, self.needs - len(self.signed))


@dataclass(frozen=True)
class Foretold:
    """``result`` supposes that everybody consents whose consent is needed."""

    result: TransactionResult
    events: Sequence[Event]
    signings: Sequence[Signing]
    """of everybody named or needed; who cannot sign is last"""
    idle: Sequence[KeyId]
    """keys that signed and serve none of them: with such a signature nothing is admitted"""
    decided: bool = False
    """what was refused is carried out by a decision, for which nobody signs"""
    later: Sequence[tuple[int, RefusedLater]] = ()
    """of calls that are to have others carried out, such as motions: the call, and why those would be refused now"""
    changed: Sequence[Changed] = ()
    """of calls that are dated: the records that were there, before and after"""
    happens: Sequence[tuple[str, str]] | None = None
    """types and words of the events, where another node told them"""
    explained: str | None = None
    """the reason of a refusal, where another node told it"""
    withheld: bool = False
    """others have yet to sign, and nobody else is told before what would happen"""

    @property
    def parties(self) -> list[PartyId]:
        """In whose names the transaction must be."""
        return [one.party for one in self.signings]

    @property
    def complete(self) -> bool:
        """Whether every signature is there, and none that serves nobody."""
        return not self.idle and all(one.needs and not one.lacking for one in self.signings)


def is_decision(call: Call) -> bool:
    """Whether it carries out what was decided."""
    return isinstance(call, Execute)


def foretell(
    node: ChainNode, calls: Sequence[Call], *, by: Iterable[PartyId], signers: Collection[KeyId], time: Timestamp
) -> Foretold:
    """Rehearse calls at ``time`` in the names of ``by``, of whose keys ``signers`` have signed."""
    by = list(by)
    found = node.ledger.rehearse(calls, by, time, signing=signers)
    decided = bool(found.result.code) and is_decision(calls[found.result.call or 0])
    signings = [
        Signing(
            party,
            policy.threshold,
            [keyid for keyid in policy.keyids if keyid in signers],
            [keyid for keyid in policy.keyids if keyid not in signers],
            found.instead.get(party, ()),
        )
        for party in dict.fromkeys([*by, *(() if decided else found.needed)])
        if (policy := found.policies.get(party)) is not None
    ]
    serving = {keyid for one in signings for keyid in one.signed}
    decides = council(node.ledger.view)
    unable = [Signing(party, 0, (), (), found.instead.get(party, ()), party == decides) for party in found.unable]
    idle = [keyid for keyid in signers if keyid not in serving]
    later = () if found.result.code else node.ledger.foreseen(calls, time)
    return Foretold(found.result, found.events, [*signings, *unable], idle, decided, later, found.changed)
