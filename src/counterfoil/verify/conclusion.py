# SPDX-License-Identifier: Apache-2.0
"""Check 12: the claim says exactly what was shown, in its fields and in its words.

Claims about the nouns of a module follow from the module's law; a transfer and a record are about any.
"""

from collections.abc import Collection
from typing import Final

from msgspec.structs import replace

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import BaseClaim, Claim, RecordClaim, ShownAct, TransferClaim, Unproven
from counterfoil.law.claim import ClaimLaw, Told
from counterfoil.law.module import Laws
from counterfoil.law.runs import require_over
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.told import PackageTold


def _transfer(claim: TransferClaim, told: Told) -> TransferClaim:
    assert isinstance(told, PackageTold)
    steps = [step for step in told.steps if step.dated.event.transaction == claim.transaction]
    own = [step.dated for step in steps]
    if not any(one.event.consents for one in own):
        raise Unproven("the transaction moved nothing", "该交易未引起任何变动")
    indexes = [one.event.index for one in own]
    if indexes != list(range(indexes[0], indexes[0] + len(indexes))):
        raise Unproven("an event lies between those of the transaction", "该交易的事件之间夹有其他事件")
    require_over((step.dated.data, step.noted) for step in steps)
    acts = tuple(ShownAct.of(step.dated.event) for step in steps if not step.noted)
    moved = tuple(ShownAct.of(step.dated.event) for step in steps if step.noted and step.dated.event.consents)
    noted = tuple(step.dated.event.type for step in steps if step.noted and not step.dated.event.consents)
    block = own[0].event.height
    return replace(claim, acts=acts, moved=moved, noted=noted, block=block, current=True, time=own[0].time)


def _record(claim: RecordClaim, told: Told) -> RecordClaim:
    assert isinstance(told, PackageTold)
    trail = told.trail(claim.record)
    found = told.plain.get(claim.record)
    if found is None or not trail:
        raise Unproven(f"the record {claim.record} is not shown with its trail", f"未展示记录 {claim.record} 及其轨迹")
    opened = told.opened(claim.record)
    return replace(claim, current=True, events=trail[-1].seq, opened=opened, value=found)


CLAIMS: Final[dict[type, ClaimLaw]] = {
    TransferClaim: ClaimLaw(lambda _claim, _told: (), _transfer),
    RecordClaim: ClaimLaw(lambda claim, _told: (claim.record,), _record, drawn=lambda claim, _told: (claim.record,)),
}
"""The claims that are about no noun in particular."""


def claim_law(claim: BaseClaim, laws: Laws) -> ClaimLaw:
    """How this kind of claim follows from what is shown; CheckFailed when nobody knows."""
    found = CLAIMS.get(type(claim)) or laws.claims.get(type(claim))
    if found is None:
        raise CheckFailed("no module here knows this kind of claim", "无模块掌握此类主张")
    return found


def derived(claim: Claim, told: PackageTold, laws: Laws) -> Claim:
    """The claim that follows from what is told, with its words; Unproven when none does."""
    return with_words(following(claim, told, laws), laws.vocabulary)


def following(claim: Claim, told: PackageTold, laws: Laws) -> Claim:
    """With the fields that follow, and the words that the claim had before."""
    follows: Claim = claim_law(claim, laws).derive(claim, told)
    return replace(follows, vouched=tuple(sorted(told.openings)))


def require_claimed(claim: Claim, told: PackageTold, laws: Laws) -> Claim:
    """The claim in the verifier's words; CheckFailed unless one made from what was shown would be it, word for word.

    Of a record that no module here knows, the words are not compared: who knows it has other words.
    """
    follows = following(claim, told, laws)
    # Words may be long: they are made only of a claim that is right in all other fields.
    if canonical.encode(claim) == canonical.encode(follows):
        follows = with_words(follows, laws.vocabulary)
    if isinstance(claim, RecordClaim) and laws.table_of(claim.record) is None:
        claim = replace(claim, statement=follows.statement)
    if canonical.encode(claim) != canonical.encode(follows):
        differing = [name for name in claim.__struct_fields__ if getattr(claim, name) != getattr(follows, name)]
        raise CheckFailed(
            f"the claim differs from what was shown: {', '.join(differing)}", f"主张与所示不符：{'、'.join(differing)}"
        )
    return follows


def require_needed(claim: Claim, told: PackageTold, laws: Laws, whole: Collection[RecordPath]) -> None:
    """What the claim rests on is shown whole; CheckFailed if not."""
    for path in claim_law(claim, laws).whole(claim, told):
        if path not in whole:
            raise CheckFailed(f"the record {path} is not shown with its whole trail", f"未完整展示记录 {path}")
