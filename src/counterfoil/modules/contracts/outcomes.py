# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the contracts module: 800-849."""

from counterfoil.law.outcome import Outcome


class ContractsOutcome(Outcome):
    """Why something about a contract is refused."""

    unknown_code = 800, "No such code was proposed.", "没有此合约代码。"
    code_exists = (
        801,
        "The code was proposed already.",
        "该合约代码已提出。",
        "It can be proposed anew once its review came to nothing, or it was withdrawn.",
    )
    wrong_hash = (
        802,
        "The code's name is not the hash of what was proposed.",
        "合约代码的编号与所提交内容的摘要不符。",
    )
    not_in_dialect = 803, "The source is no program of the dialect.", "该源代码不符合合约语言。"
    no_review_policy = (
        804,
        "No policy says who reviews code.",
        "尚无合约代码评审规则。",
        "A registrar and a supervisor set one, or a council: contracts.set_reviews.",
    )
    review_policy_exists = 805, "The policy of reviews is there already.", "评审规则已存在。"
    reviews_backdated = 806, "A policy comes into force now or later.", "规则只可自现在或以后生效。"
    too_many_review_policies = 807, "Too many changes of this policy are to come.", "该规则待生效的变更过多。"
    quorum_out_of_reach = 808, "The reviewers are fewer than must approve.", "评审方少于所需的批准数。"
    not_a_reviewer = (
        809,
        "Only a reviewer under the policy, or a supervisor, decides.",
        "仅评审方或监管方可作决定。",
    )
    review_policy_unsupervised = (
        849,
        "A registrar alone does not say who reviews code: a supervisor agrees, or a council decides.",
        "评审规则不得由登记机构单独设定：须经监管机构同意，或由理事会决议。",
        "The call names the supervisor, which consents too.",
    )
    reviewed_already = 810, "This party has approved the code already.", "该主体已批准此代码。"
    not_under_review = 811, "The code is not under review.", "该代码不在评审中。"
    code_not_approved = 812, "The code is not approved.", "该代码未获批准。"
    contract_unknown = 813, "No such contract was deployed.", "没有此合约。"
    contract_deployed = 814, "A contract with this identifier was deployed already.", "此合约编号已存在。"
    contract_stands_still = 815, "The contract is paused or retired.", "该合约已暂停或终止。"
    contract_runs = (
        816,
        "The contract runs already in this call: nothing enters it again.",
        "该合约正在本次调用中运行，不可重入。",
    )
    nested_too_deep = 817, "Contracts call one another too deep.", "合约相互调用层数过多。"
    contract_failed = 818, "The contract refuses the call.", "合约拒绝该调用。"
    out_of_steps = 819, "The call takes more steps than a transaction has.", "该调用的步数超出交易所限。"
    out_of_space = 820, "The call makes more than a transaction may.", "该调用所用空间超出交易所限。"
    value_too_large = 821, "The contract makes a value past a limit.", "合约产生的值超限。"
    contract_at_fault = 822, "The contract does what its language cannot.", "合约运行出错。"
    call_does_not_fit = (
        823,
        "The contract has no such function, or the arguments do not fit it.",
        "合约没有此函数，或参数不符。",
    )
    not_arguments = (
        824,
        "Arguments are one JSON object in canonical form, within its limits.",
        "参数须为规范格式的对象且不超限。",
    )
    not_shown = (
        825,
        "The caller does not show the record.",
        "调用方未出示该记录。",
        "The call names its path: --shows PATH.",
    )
    not_its_account = (
        826,
        "A contract moves its own account alone, or what was given to it.",
        "合约仅可动用自身账户或他人授予的数量。",
    )
    view_changes_nothing = 827, "A view changes nothing.", "只读函数不得改变任何状态。"
    wrong_request = 828, "The contract asks for something that cannot be asked so.", "合约提出的请求不当。"
    state_full = 829, "The contract's state, or one of its entries, is too large.", "合约状态或其条目过大。"
    never_upgraded = 830, "The code says that it is never upgraded.", "该代码规定永不升级。"
    not_the_same_contract = 831, "An upgrade is of the same name, to other code.", "升级须为同名合约的不同代码。"
    holds_units = (
        832,
        "The contract's account holds units: it ends with them only if a supervisor agrees.",
        "合约账户仍持有数量：须经监管机构同意方可终止。",
        "The contract pays them out; or the call names a supervisor, which consents too, and an order moves them then.",
    )
    contract_not_paused = 833, "The contract is not paused.", "该合约未暂停。"
    migration_takes_arguments = (
        834,
        "Code whose migrate takes arguments would let whoever upgrades choose terms that no reviewer saw.",
        "状态迁移函数不得有参数：否则升级方可自行选定未经评审的条款。",
        "Its terms are constants of the code.",
    )
    not_for_this_caller = (
        835,
        "The contract is on trial, and open to the parties of the trial alone.",
        "该合约处于试运行，仅对试运行方开放。",
    )
    not_on_trial = 836, "The contract is not on trial.", "该合约不在试运行中。"
    unknown_state_entry = 837, "The contract has no such entry.", "合约没有此状态条目。"
    state_entry_exists = 838, "The entry is there already.", "该状态条目已存在。"
    code_retired = 839, "The code is retired: it is deployed no more.", "该代码已停用，不再部署。"
    key_spoke_already = (
        840,
        "A key that signs here proposed the code, or approved it already, for another party.",
        "此处签名的密钥，已代另一主体提议或批准该代码。",
        "Reviewers sign by keys of their own: parties.rotate_keys.",
    )
    another_review = (
        841,
        "The code is under another review than this word is about.",
        "该代码正在进行的评审，并非此意见所针对的评审。",
        "counterfoil show record contracts/code/HASH says which, and who proposed it: --review.",
    )
