# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the governance module: 720-769."""

from counterfoil.law.outcome import Outcome


class GovernanceOutcome(Outcome):
    """Why something about the charter, a motion, a pause or an application is refused."""

    no_charter = 720, "The chain has no charter.", "本链没有章程。", "Its members adopt one: governance.adopt."
    charter_exists = (
        721,
        "The chain has a charter already.",
        "本链已有章程。",
        "A decision changes it: governance.amend_charter.",
    )
    members_repeated = 722, "A member stands twice.", "同一成员出现两次。"
    thresholds_out_of_order = (
        723,
        "An ordinary decision needs more than half of all voting power, and a grave one no less than an ordinary.",
        "普通决议须过全部表决权之半数，重大决议所需表决权不得低于普通决议。",
    )
    admitters_out_of_reach = (
        724,
        "More members shall admit a firm than there are besides its sponsor.",
        "准入所需成员数超过保荐成员之外的成员数。",
    )
    veto_without_window = (
        725,
        "A veto has a time in which it can be said, and a time only where there is a veto.",
        "否决权须有行使期限，且仅在设有否决权时才有期限。",
    )
    amendment_backdated = (
        726,
        "The charter is never changed for the past.",
        "章程不得追溯变更。",
        "Left out, its time is now.",
    )
    too_many_amendments = (
        727,
        "As many changes of the charter are to come as its record can keep.",
        "章程待生效的变更数已达其记录所能保存的上限。",
    )
    no_such_power = (
        728,
        "The change leaves the member as it is, or leaves no member.",
        "该变更未改变成员表决权，或将不再有任何成员。",
    )
    not_the_council = 767, "Another party is the council of this chain.", "本链的理事会是另一主体。"
    keys_in_common = (
        768,
        "One key spoke for the one and speaks for the other; or both act together here, and it could sign for either.",
        "同一密钥先代一方、再代另一方表态；或双方在此共同行事，而该密钥可代任何一方签名。",
        "One of them signs by keys of its own: parties.rotate_keys.",
    )
    not_a_council = 729, "A council is no member of itself.", "理事会不得为其自身成员。"
    registrar_left = (
        730,
        "A party is a registrar that does not give way to the council.",
        "仍有登记机构未将其角色让予理事会。",
        "All registrars are named, and consent.",
    )
    supervisor_left_out = (
        731,
        "The chain has a supervisor, and a charter needs the consent of one.",
        "本链有监管机构，章程须经其同意。",
        "The call names it: supervisor.",
    )
    not_a_member = 732, "The party is no member under the charter in force.", "该主体不是现行章程下的成员。"
    unknown_motion = 733, "No such motion was made.", "没有此议案。"
    motion_exists = 734, "A motion with this identifier was made already.", "此议案编号已存在。"
    calls_not_read = (
        735,
        "What is proposed is no list of 1 to 16 calls that this chain's laws know.",
        "议案内容不是本链规则所知的 1 至 16 个调用的列表。",
        'A list in JSON: [{"call": "parties.assign_roles", …}].',
    )
    not_for_a_decision = (
        736,
        "A decision does not carry out such a call: it moves value under a signature, or is a member's own.",
        "决议不执行此类调用：其凭签名转移资产，或须由成员自行作出。",
    )
    not_in_debate = (
        737,
        "The debate is over, or the motion.",
        "辩论期已过，或议案已终结。",
    )
    not_in_vote = (
        738,
        "The vote has not begun, or is over.",
        "表决尚未开始或已经结束。",
    )
    not_an_elector = 739, "The party had no vote when the motion was made.", "议案作出时该主体没有表决权。"
    vote_as_before = 740, "The member votes so already.", "该成员已如此表决。"
    vote_goes_on = 741, "The vote goes on.", "表决仍在进行。"
    motion_decided = 742, "The vote on the motion is counted already, or it is over.", "该议案已计票或已终结。"
    no_veto = 743, "The charter gives no veto of such a decision.", "章程未就此类决议赋予否决权。"
    veto_too_late = 744, "The time for a veto has passed, or the motion is over.", "否决期限已过，或议案已终结。"
    not_passed = 745, "The motion is not passed, or over already.", "该议案未通过或已终结。"
    delay_not_over = 746, "The delay before execution has not passed.", "执行前的等待期未满。"
    lapsed = 747, "The time in which the decision could be executed has passed.", "决议的执行期限已过。"
    not_lapsed = 748, "The decision can still be executed.", "该决议仍可执行。"
    nodes_not_ready = (
        749,
        "Members of too little voting power have said that their nodes have this version.",
        "表示其节点已具备该版本的成员表决权不足。",
        "They say so: governance.declare_ready.",
    )
    ready_already = 750, "The member said so already.", "该成员已如此声明。"
    unknown_readiness = 751, "No member has said that it is ready for this version.", "没有成员声明已具备该版本。"
    readiness_exists = 752, "Readiness for this version is recorded already.", "该版本的就绪情况已有记录。"
    never_paused = 753, "These calls are never paused.", "此类调用不得暂停。"
    unknown_noun = 754, "This software has no such module.", "本软件没有此模块。"
    pause_too_long = (
        755,
        "A pause ends later than now, and no later than the charter's longest.",
        "暂停须晚于当前结束，且不超过章程规定的最长期限。",
    )
    pausers_named_wrongly = (
        756,
        "Either members pause, or one supervisor.",
        "暂停由成员或一家监管机构作出，二者择一。",
    )
    quorum_missing = (
        757,
        "The members that pause have less voting power than the charter's emergency quorum.",
        "作出暂停的成员表决权低于章程规定的紧急门槛。",
    )
    paused_before = (
        758,
        "They paused it before, and no decision has been made about it since.",
        "其此前已作暂停，其后尚无相关决议。",
        "A decision ends, prolongs or settles it: governance.settle_pause.",
    )
    paused = (
        759,
        "Calls of this module are paused.",
        "该模块的调用已暂停。",
        "The pause ends by itself; a decision ends it before: governance.settle_pause.",
    )
    no_pauses = 760, "Nothing was ever paused.", "从未有过暂停。"
    pauses_exist = 761, "Pauses are recorded already.", "暂停已有记录。"
    unknown_application = 762, "No such application was made.", "没有此申请。"
    application_exists = 763, "An application with this identifier was made already.", "此申请编号已存在。"
    application_over = 764, "The application is accepted, refused or withdrawn.", "该申请已获准、被拒或撤回。"
    admitters_missing = (
        765,
        "These members' acceptance is not what the charter asks for.",
        "此次成员同意准入不符合章程要求。",
        "As many members as it says accept, besides the sponsor; or a decision does, without members.",
    )
    application_needed = (
        766,
        "The charter has parties registered on accepted applications alone.",
        "章程规定仅可凭已获准的申请登记主体。",
        "A member sponsors it: governance.apply.",
    )
