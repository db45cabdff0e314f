# SPDX-License-Identifier: Apache-2.0
"""What a set of validators must be like, and what those who remain after a loss of its quorum must show."""

from counterfoil.evidence.seal import Rotation, decode_rotation, seal_policy_problem
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import seal_policy, votes_needed
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.validators.outcomes import ValidatorsOutcome
from counterfoil.modules.validators.records import CURRENT, SEATS_MAX, SEATS_MIN, SETS, ValidatorSet
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Height, PartyId


def current(moment: Moment) -> ValidatorSet:
    """The set in force; Refused where the chain has none."""
    return known(moment, SETS, CURRENT)


def require_sound(after: ValidatorSet) -> None:
    """No key of it recovers the chain, which the log would refuse to have seal it: then nobody could seal."""
    problem = after.recovery is not None and seal_policy_problem(seal_policy(after.validators), after.recovery)
    require(not problem, ValidatorsOutcome.key_recovers, problem or "")


def require_lasting(after: ValidatorSet) -> None:
    """It has no more than there can be, and the chain goes on while it is taken up."""
    votes = len(after.seats)
    require(votes <= SEATS_MAX, ValidatorsOutcome.too_many_validators, str(votes))
    changed = ", ".join(one.validator for one in after.recent)
    require(after.goes_on, ValidatorsOutcome.too_much_changes, f"{changed}, of {votes}")


def require_balance(before: ValidatorSet | None, after: ValidatorSet) -> None:
    """Of four and more, no firm's share grows to a third: with it, the firm alone could stop the chain.

    One that has it already, in a set that began smaller or lost others, may come down.
    """
    if len(after.seats) < SEATS_MIN:
        return
    for party in dict.fromkeys(seat.party for seat in after.seats):
        votes, all_ = after.share(party)
        grows = before is None or votes * len(before.seats) > before.share(party)[0] * all_
        told = f"{party}: {votes} of {all_}"
        require(not (grows and 3 * votes >= all_), ValidatorsOutcome.firm_too_strong, told)


def require_left(after: ValidatorSet) -> None:
    """Enough are left to outlast a failure."""
    require(len(after.seats) >= SEATS_MIN, ValidatorsOutcome.too_few_validators, str(len(after.seats)))


def require_remaining(before: ValidatorSet, after: ValidatorSet) -> None:
    """Those who remain are no quorum, or they would decide; and so many that one at least is honest."""
    left, all_ = len(after.seats), len(before.seats)
    told = f"{left} of {all_}"
    require(left < votes_needed(all_), ValidatorsOutcome.quorum_stands, told)
    require(3 * left > all_, ValidatorsOutcome.too_few_remain, told)


def handed_on(text: str, chain: ChainId, before: ValidatorSet, after: ValidatorSet, last: Height) -> Rotation:
    """The log's rotation of the seal to those who remain, after a height, under the recovery policy; or Refused."""
    if before.recovery is None:
        raise Refused(ValidatorsOutcome.no_recovery, chain)
    try:
        envelope = dsse.decode(text.encode())
        rotation = decode_rotation(envelope)
    except InputError as error:
        raise Refused(ValidatorsOutcome.rotation_unsound, str(error)[:200]) from error
    wanted = (chain, last, seal_policy(after.validators))
    same = wanted == (rotation.chain, rotation.last_height, rotation.seal) and rotation.effective > 0
    require(same and _signed(envelope, before.recovery), ValidatorsOutcome.rotation_unsound, f"{chain}, after {last}")
    return rotation


def _signed(envelope: dsse.Envelope, policy: KeyPolicy) -> bool:
    return dsse.satisfies(envelope, policy)


def firms(of: ValidatorSet) -> tuple[PartyId, ...]:
    """Whose the validators are, each once."""
    return tuple(dict.fromkeys(seat.party for seat in of.seats))
