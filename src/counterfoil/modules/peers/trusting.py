# SPDX-License-Identifier: Apache-2.0
"""Whether what somebody would believe about a chain can be believed: the rules of a trust file, for one chain."""

from collections.abc import Iterator

from counterfoil.evidence.witness_policy import NO_QUORUM, WitnessPolicy, parse_policy
from counterfoil.identity.policy import check_policy
from counterfoil.modules.peers.calls import Trust
from counterfoil.primitives.errors import DecodeError


def trust_problem(call: Trust) -> str | None:
    """What is wrong with it, or None."""
    try:
        policy = parse_policy(call.policy)
    except DecodeError as error:
        return str(error)
    if len(policy.logs) != 1:
        return f"the policy names {len(policy.logs)} logs, and must name one"
    if policy.quorum == NO_QUORUM:
        return "the policy asks for no cosigners"
    if call.entry_auditors is not None and call.entry_auditors not in {group.name for group in policy.groups}:
        return f"the policy has no group {call.entry_auditors!r}"
    for name, keys in (("seal", call.seal), ("recovery", call.recovery), ("auditors", call.auditors)):
        problem = None if keys is None else check_policy(keys)
        if problem is not None:
            return f"{name}: {problem}"
    roles: dict[str, str] = {}
    for role, key in _keys(call, policy):
        if roles.setdefault(key, role) != role:
            return f"one key serves as {roles[key]} and as {role}: {key[:16]}…"
    return None


def _keys(call: Trust, policy: WitnessPolicy) -> Iterator[tuple[str, str]]:
    """(role, public key in hex): who lies in one role must not be able to in another."""
    yield from (("log", one.key.public_key.hex()) for one in policy.logs)
    yield from (("cosigner", one.key.public_key.hex()) for one in policy.witnesses)
    for role, keys in (("seal", call.seal), ("recovery", call.recovery), ("state auditor", call.auditors)):
        yield from ((role, key.key) for key in (keys.keys if keys is not None else ()))
