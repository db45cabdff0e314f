# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the validators module: 2440-2479."""

from counterfoil.law.outcome import Outcome


class ValidatorsOutcome(Outcome):
    """Why something about a validator, or about the set of them, is refused."""

    unknown_validator = 2440, "There is no validator of this name.", "没有此名称的验证节点。"
    validator_exists = 2441, "A validator of this name is on record already.", "此名称的验证节点已登记。"
    no_validators = (
        2442,
        "The chain has no validators: one operator orders and seals it.",
        "本链没有验证节点：由单一运营方排序并封印。",
    )
    validators_exist = 2443, "The chain has its first validators already.", "本链已有首批验证节点。"
    unknown_validator_key = 2444, "No validator has or had this key.", "没有验证节点持有或曾持有此密钥。"
    validator_key_used = (
        2445,
        "A validator has or had this key, and a key serves one validator once.",
        "该密钥已由或曾由某验证节点使用；每把密钥仅可由一个验证节点使用一次。",
        "Make a new key.",
    )
    keys_of_validator_alike = (
        2446,
        "A validator seals with another key than the one by which its engine votes.",
        "验证节点的封印密钥须不同于其共识密钥。",
    )
    possession_not_proved = (
        2447,
        "A key did not sign that it is this validator's, of this party, on this chain.",
        "有密钥未以签名证明其属于本链该主体的该验证节点。",
    )
    validator_keys_expired = (
        2448,
        "The validator's keys or certificates have expired.",
        "验证节点的密钥或证书已过期。",
        "Its firm gives new ones, or the time until which they hold: validators.rotate, validators.set_expiry.",
    )
    validators_repeated = 2449, "A validator is named twice.", "同一验证节点被重复列名。"
    firm_too_strong = (
        2450,
        "One firm would hold a third of the votes or more.",
        "单一机构将持有三分之一或以上的表决权。",
    )
    too_few_validators = (
        2451,
        "A set of fewer than four validators outlasts no failure: none leaves it.",
        "少于四个验证节点的集合不能容忍任何故障：不得再有节点退出。",
        "Another joins first: validators.join.",
    )
    too_many_validators = 2452, "A set has at most 32 validators.", "验证节点集最多含 32 个节点。"
    too_much_changes = (
        2453,
        "Those who stay as they are would be no quorum of the validators before and after the changes.",
        "保持不变的验证节点将不足变更前后各自的法定人数。",
        "Wait until the engine has taken up the last change: two blocks.",
    )
    validator_not_offered = 2454, "The validator is not on offer.", "该验证节点并非待加入状态。"
    validator_not_serving = 2455, "The validator is none of those in force.", "该验证节点不在现行集合中。"
    validator_left = 2456, "The validator has left for good.", "该验证节点已永久退出。"
    validators_decided_wrongly = (
        2457,
        "A registrar decides on validators together with a supervisor, another party; a council decides alone.",
        "验证节点事项由登记机构会同另一主体的监管机构决定；设有理事会的，由理事会单独决定。",
    )
    rotated_lately = (
        2458,
        "The validator's keys changed within the last hour.",
        "该验证节点的密钥在一小时内已变更过。",
    )
    validator_keys_as_before = 2459, "Neither key is a new one.", "两把密钥均未变更。"
    expiry_as_before = 2460, "That is the time until which the keys hold already.", "密钥有效期已为该时间。"
    key_of_a_party = (
        2461,
        "A party signs with this key, or did; a validator's key does nothing else.",
        "该密钥由或曾由某主体用于签名；验证节点的密钥不得另作他用。",
    )
    key_of_a_validator = (
        2462,
        "A validator has or had this key; a party signs with another.",
        "该密钥由或曾由某验证节点使用；主体须使用其他密钥签名。",
    )
    key_recovers = (
        2463,
        "The key is one of those by which the chain recovers, and these never seal.",
        "该密钥属于本链恢复密钥，恢复密钥不得用于封印。",
    )
    recovery_unsound = 2464, "The recovery policy can be met by nobody.", "恢复策略无法满足。"
    restored_elsewhere = (
        2465,
        "The order is for the block after another one.",
        "该命令针对另一区块之后的区块。",
    )
    quorum_stands = (
        2466,
        "Those who remain are a quorum: they go on, and decide who leaves.",
        "剩余验证节点已达法定人数：可继续出块并决定退出事项。",
        "Use validators.leave.",
    )
    too_few_remain = (
        2467,
        "Those who remain are a third of the validators or fewer.",
        "剩余验证节点不超过三分之一。",
    )
    no_recovery = (
        2468,
        "The chain began without a recovery policy, so that nobody can hand on its seal.",
        "本链设立时未设恢复策略，无人可移交封印权。",
    )
    rotation_unsound = (
        2469,
        "The log's rotation does not hand the seal of this chain, after this block, to those who remain, "
        "under its recovery policy.",
        "所附轮换未依恢复策略将本链自该区块之后的封印权移交给剩余验证节点。",
    )
