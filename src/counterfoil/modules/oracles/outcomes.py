# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the oracles module: 860-899."""

from counterfoil.law.outcome import Outcome


class OraclesOutcome(Outcome):
    """Why something about a feed, an observation or a fixing is refused."""

    unknown_feed = 860, "No such feed is defined.", "没有此数据源。"
    feed_exists = 861, "A feed with this identifier is defined already.", "此数据源编号已存在。"
    feed_closed = 862, "The feed is closed: nothing is observed for it any more.", "该数据源已关闭，不再接受观测。"
    wrong_quorum = (
        863,
        "The quorum is more than half of the reporters, and no more than there are.",
        "法定报送数须超过报送方总数之半，且不超过总数。",
    )
    reporter_twice = 864, "A reporter is named twice.", "同一报送方重复列示。"
    keeper_is_supervisor = (
        865,
        "A feed's keeper and the supervisor that agrees are two parties.",
        "数据源管理方与同意的监管机构须为两个主体。",
    )
    feed_rules_backdated = 866, "A feed's rules begin now or later.", "数据源规则不得追溯生效。"
    too_many_feed_rules = (
        867,
        "As many changes of the feed's rules as can be are to come.",
        "该数据源待生效的规则变更已达上限。",
    )
    unknown_observation = 868, "The reporter has observed nothing for this feed.", "该报送方尚无此数据源的观测值。"
    observation_exists = 869, "The observation is recorded already.", "该观测值已存在。"
    not_a_reporter = (
        870,
        "The party does not report for this feed now.",
        "该主体目前不是此数据源的报送方。",
        "The feed's keeper and a supervisor change its rules: oracles.change_rules.",
    )
    observed_later_than_now = 871, "What is observed is no later than the block.", "观测时间不得晚于区块时间。"
    not_observed_later = (
        872,
        "A reporter's observations follow each other: this one is not later than its last.",
        "同一报送方的观测须依次在后：本次观测不晚于其上次观测。",
    )
    observed_too_long_ago = (
        873,
        "The observation is older than the feed allows.",
        "该观测已超过数据源允许的时限。",
    )
    observed_before_fixing = (
        874,
        "The observation is not later than those of the fixing before.",
        "该观测不晚于上次定盘所依据的观测。",
    )
    nothing_newer = 875, "Nothing was observed since the last fixing.", "上次定盘后尚无新的观测。"
    quorum_not_reached = (
        876,
        "Fewer observations count than the quorum.",
        "有效观测数未达法定报送数。",
        "More reporters observe: oracles.observe.",
    )
    too_far_apart = (
        877,
        "The observations lie further apart than the feed allows.",
        "各观测值的差距超出数据源允许的范围。",
        "Whoever was wrong observes again, or its observation lapses: oracles.observe.",
    )
    unknown_round = 878, "The feed has no fixing of this round.", "该数据源没有此轮次的定盘值。"
    round_exists = 879, "The round is fixed already.", "此轮次已定盘。"
    fixing_void = 880, "The fixing is void already.", "该定盘值已作废。"
