# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the peers module: 2240-2279."""

from counterfoil.law.outcome import Outcome


class PeersOutcome(Outcome):
    """Why something about another chain, or an answer about it, is refused."""

    unknown_peer = (
        2240,
        "Nothing is known of this chain: nobody said whom to believe about it.",
        "本链不掌握该业务链：尚未登记信任依据。",
        "A keeper and a supervisor say so: peers.trust.",
    )
    peer_exists = 2241, "The chain is known already.", "该业务链已登记。"
    unknown_answer = 2242, "Nothing was shown of that record of the chain.", "尚无关于该链此记录的答复。"
    answer_exists = 2243, "An answer about that record is there already.", "关于该记录的答复已存在。"
    peer_backdated = 2244, "Trust begins now or later.", "信任依据不得追溯生效。"
    too_many_trust_changes = (
        2245,
        "As many changes of trust in the chain as can be are to come.",
        "该链待生效的信任变更已达上限。",
    )
    peer_is_this_chain = 2246, "A chain is no peer of its own.", "业务链不得以自身为对等链。"
    peer_fixed = (
        2247,
        "A chain's genesis, and who keeps its record here, are fixed once.",
        "对等链的创世摘要与管理方一经登记不得变更。",
    )
    two_must_trust = (
        2248,
        "The keeper and the supervisor that agrees are two parties.",
        "管理方与同意的监管机构须为两个主体。",
    )
    trust_unsound = (
        2249,
        "Trust names one log, a quorum of its cosigners, sound keys, and no key in two roles.",
        "信任依据须载明唯一日志、其共签法定人数与有效密钥，且同一密钥不得担任两种角色。",
    )
    not_believed_yet = 2250, "The trust in the chain is not in force yet.", "对该链的信任依据尚未生效。"
    answer_unreadable = 2251, "What the answer shows cannot be read.", "答复所附内容无法解析。"
    answer_not_cosigned = (
        2252,
        "The checkpoint is not signed by the trusted log, or too few of those who are believed cosigned it.",
        "检查点未经受信日志签名，或受信共签方未达法定人数。",
        "Publish once more with a quorum, and ask again.",
    )
    answer_not_logged = (
        2253,
        "What the answer shows is not in the custody log at that checkpoint.",
        "答复所附条目不在该检查点的监管日志中。",
    )
    answer_of_another_chain = (
        2254,
        "The header is of another chain, or does not descend from the trusted genesis.",
        "区块头属于另一条链，或并非源自受信的创世区块头。",
    )
    answer_forked = (
        2255,
        "The custody log has two headers of the chain at that height, or below it.",
        "监管日志显示该链在此高度或更低高度存在双重封印。",
        "The chain recovers, and is asked again.",
    )
    answer_not_sealed = (
        2256,
        "The header is not sealed under the policy that the trusted one led to.",
        "区块头未依受信封印策略及其轮换封印。",
    )
    answer_not_audited = (
        2257,
        "Too few of the trusted state auditors executed the chain to that header.",
        "执行至该区块头的受信状态审计方未达法定人数。",
    )
    answer_not_proved = (
        2258,
        "The record is not so in that header's state.",
        "该记录在该区块头的状态下并非如此。",
    )
    answer_not_newer = (
        2259,
        "An answer about the record that is as new was proved before.",
        "已有不早于此的关于该记录的答复。",
    )
