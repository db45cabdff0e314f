# SPDX-License-Identifier: Apache-2.0
"""Who decides on code: the reviewers under the policy in force, and supervisors."""

from counterfoil.law.dated import in_force
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import REVIEWS, REVIEWS_KEY, Code, CodeStatus, ReviewPolicy
from counterfoil.modules.parties.authority import require_party, supervises
from counterfoil.primitives.types import PartyId


def policy_now(moment: Moment) -> ReviewPolicy:
    """The policy in force; Refused when there is none."""
    found = in_force(known(moment, REVIEWS, REVIEWS_KEY).policies, moment.time)
    if found is None:
        raise Refused(ContractsOutcome.no_review_policy)
    return found


def require_reviewer(moment: Moment, by: PartyId) -> None:
    """The party consents, and is a reviewer under the policy in force, or a supervisor."""
    require_party(moment, by)
    reviewers = policy_now(moment).reviewers
    decides = by in reviewers or supervises(moment, by)
    require(decides, ContractsOutcome.not_a_reviewer, f"{by}; the reviewers are {', '.join(reviewers)}")


def completes(moment: Moment, code: Code, by: PartyId) -> bool:
    """Whether with one more approval all have approved that must, under the policy in force."""
    policy, approved = policy_now(moment), (*code.approved_by, by)
    enough = sum(one in policy.reviewers for one in approved) >= policy.quorum
    return enough and (not policy.supervised or any(supervises(moment, one) for one in approved))


def still_asked(moment: Moment, code: Code) -> str:
    """Who has approved code that is under review, and whose approval it lacks, in words.

    Nothing where it lacks none, or no policy says.
    """
    asked = lacks(moment, code)
    so_far = f"approved by {', '.join(code.approved_by) or 'nobody'}"
    return f"; {so_far}, and not yet by {' and '.join(asked)}" if asked else ""


def lacks(moment: Moment, code: Code) -> list[str]:
    """Whose approval code under review lacks, in words; nothing where it lacks none, or no policy says."""
    reviews = moment.read(REVIEWS, REVIEWS_KEY)
    policy = None if reviews is None else in_force(reviews.policies, moment.time)
    if policy is None or code.status is not CodeStatus.proposed:
        return []
    free = [one for one in policy.reviewers if one not in (*code.approved_by, code.by)]
    lacking = policy.quorum - sum(one in policy.reviewers for one in code.approved_by)
    asked = [f"{lacking} of {', '.join(free)}"] if lacking > 0 else []
    if policy.supervised and not any(supervises(moment, one) for one in code.approved_by):
        asked.append("a supervisor")
    return asked
