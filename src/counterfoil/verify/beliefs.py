# SPDX-License-Identifier: Apache-2.0
"""Whom a proof rests on: the sets of keys that could lie together, by the trust file alone."""

from counterfoil.evidence.bilingual import Words
from counterfoil.identity.policy import KeyPolicy
from counterfoil.verify.trust import Trust, TrustedChain


def who_could_lie(trust: Trust, chain: TrustedChain) -> tuple[Words, ...]:
    """Each set of keyholders that together could have a false claim proved, weakest link first."""
    seal = _threshold(chain.seal)
    quorum = Words(f"the witnesses' quorum ({trust.policy.quorum})", f"见证人法定人数（{trust.policy.quorum}）")
    if trust.entry_auditors is not None:
        quorum = Words(
            f"{quorum.en}, entry auditors ({trust.entry_auditors}) included",
            f"{quorum.zh}，含日志审计方（{trust.entry_auditors}）",
        )
    hidden = Words(
        f"A later header withheld, or an old one shown as the last: the log's key with {quorum.en}.",
        f"隐瞒较晚的区块头或以旧充新：日志密钥与{quorum.zh}。",
    )
    if chain.auditors is None:
        alone = Words(
            f"A state that forgets or invents: the seal keys ({seal}) ALONE, for the trust file names no state "
            "auditors.",
            f"遗漏或虚构的状态：仅凭封印密钥（{seal}）即可，因信任文件未列状态审计方。",
        )
        return alone, hidden
    auditors = _threshold(chain.auditors)
    state = Words(
        f"A state that forgets or invents: the seal keys ({seal}) with state auditors ({auditors}).",
        f"遗漏或虚构的状态：封印密钥（{seal}）与状态审计方（{auditors}）合谋。",
    )
    return state, hidden


def _threshold(policy: KeyPolicy) -> str:
    return f"{policy.threshold} of {len(policy.keys)}"
