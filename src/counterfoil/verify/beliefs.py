# SPDX-License-Identifier: Apache-2.0
"""Whom a proof rests on: the sets of keys that could lie together, by the trust file alone."""

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.witness_policy import WitnessPolicy
from counterfoil.identity.policy import KeyPolicy
from counterfoil.verify.trust import Trust, TrustedChain


def who_could_lie(trust: Trust, chain: TrustedChain, sealed: KeyPolicy | None = None) -> tuple[Words, ...]:
    """Each set of keyholders that together could have a false claim proved, weakest link first.

    ``sealed`` is the policy under which the header is sealed that the claim rests on; None: as it was registered.
    """
    seal = _threshold(sealed or chain.seal)
    hidden = _hidden(trust)
    if chain.auditors is None:
        alone = Words(
            f"A state that forgets or invents: the seal keys ({seal}) ALONE, for the trust file names no state "
            "auditors.",
            f"遗漏或虚构的状态：仅凭封印密钥（{seal}）即可，因信任文件未列状态审计方。",
        )
        return (alone, *_takeover(chain, None), *hidden)
    auditors = _threshold(chain.auditors)
    state = Words(
        f"A state that forgets or invents: the seal keys ({seal}) with state auditors ({auditors}).",
        f"遗漏或虚构的状态：封印密钥（{seal}）与状态审计方（{auditors}）合谋。",
    )
    return (state, *_takeover(chain, auditors), *hidden)


def _hidden(trust: Trust) -> tuple[Words, ...]:
    """Who could keep later headers back. Witnesses see that the log grows, entry auditors what its entries say."""
    if trust.entry_auditors is None:
        return (
            Words(
                "A later header withheld, or an old one shown as the last: the log's key ALONE, for the trust file "
                "names no entry auditors.",
                "隐瞒较晚的区块头或以旧充新：仅凭日志密钥即可，因信任文件未列日志审计方。",
            ),
        )
    auditors = _members(trust.policy, trust.entry_auditors)
    quorum = _members(trust.policy, trust.policy.quorum)
    return (
        Words(
            f"An old header shown as the last in a log that all see alike: the log's key with entry auditors "
            f"({auditors}).",
            f"在众人所见一致的日志中以旧充新：日志密钥与日志审计方（{auditors}）合谋。",
        ),
        Words(
            f"Later headers withheld from some readers by a second log: the log's key with the witnesses' quorum "
            f"({quorum}).",
            f"以另一份日志向部分读者隐瞒较晚的区块头：日志密钥与见证人法定人数（{quorum}）合谋。",
        ),
    )


def _takeover(chain: TrustedChain, auditors: str | None) -> tuple[Words, ...]:
    """The recovery keys can put other seal keys in force, openly and not at once."""
    if chain.recovery is None:
        return ()
    recovery, hours = _threshold(chain.recovery), f"{chain.recovery_delay_ms // 3_600_000}"
    alone = Words("ALONE", "单独")
    others = (
        alone if auditors is None else Words(f"with state auditors ({auditors})", f"与状态审计方（{auditors}）合谋")
    )
    return (
        Words(
            f"The same in place of the seal keys: the recovery keys ({recovery}) {others.en}, who may put other seal "
            f"keys in force; that stands in the log, and takes {hours} hours or more.",
            f"恢复密钥（{recovery}）{others.zh}亦可代替封印密钥：其可启用其他封印密钥，"
            f"此举载于日志，且至少需 {hours} 小时。",
        ),
    )


def _members(policy: WitnessPolicy, name: str) -> str:
    """A group by whom it is made of: ``2 of north, south, west``."""
    group = next((one for one in policy.groups if one.name == name), None)
    if group is None:
        return name
    members = [_members(policy, member) for member in group.members]
    told = [f"({member})" if " of " in member and len(members) > 1 else member for member in members]
    return told[0] if len(members) == 1 and group.threshold == 1 else f"{group.threshold} of {', '.join(told)}"


def _threshold(policy: KeyPolicy) -> str:
    return f"{policy.threshold} of {len(policy.keys)}"
