# SPDX-License-Identifier: Apache-2.0
"""Every fixed label and sentence of the report, in English and Chinese."""

from typing import Final

from counterfoil.evidence.bilingual import Words

KINDS: Final[dict[str, Words]] = {
    "control": Words("Control of a holding", "持有控制权"),
    "transfer": Words("A transfer", "过户"),
    "position": Words("A position", "持有数量"),
    "absence": Words("Absence of a holding", "从未持有"),
    "record": Words("A record", "一项记录"),
    "statement": Words("Statement of an account", "账户对账单"),
    "provenance": Words("Chain of title", "权属流转"),
}
"""What each kind of claim is called."""

PARTS: Final[dict[str, Words]] = {
    "free": Words("free", "可用"),
    "held": Words("held", "预留"),
    "pledged": Words("pledged", "质押"),
    "frozen": Words("frozen", "冻结"),
}
"""The parts of a balance, as they are drawn."""

SIDES: Final[dict[str, Words]] = {
    "gives": Words("for the account that gives", "代表转出账户"),
    "takes": Words("for the account that takes", "代表转入账户"),
}
"""In what role somebody consents to a movement."""

CONSENT_KINDS: Final[dict[str, Words]] = {
    "signature": Words("signature of this transaction", "本交易的签名"),
    "hold": Words("units reserved before for a named executor", "此前为指定执行方预留"),
    "mandate": Words("consent given before to a named executor", "此前给予指定执行方的同意"),
    "order": Words("order of an authority", "有权机关的命令"),
    "rule": Words("terms of the instrument", "产品条款"),
}
"""How a consent was given."""

LABELS: Final[dict[str, Words]] = {
    "report": Words("Report on an evidence package", "证据包报告"),
    "verification": Words("Report of a verifier", "核验报告"),
    "verification_kind": Words("drawn by whoever verified the package", "由核验证据包者出具"),
    "proved": Words("PROVED", "已证明"),
    "not_proved": Words("NOT PROVED", "未能证明"),
    "judgement": Words("Verdict", "结论"),
    "checks": Words("The twelve checks", "十二项检查"),
    "check": Words("Check", "检查"),
    "result": Words("Result", "结果"),
    "in_words": Words("In words", "说明"),
    "package_file": Words("Evidence package", "证据包"),
    "trust_file": Words("Trust file", "信任文件"),
    "verifier": Words("Verifier", "核验程序"),
    "verified_at": Words("Verified at", "核验时刻"),
    "names": Words("Registered names", "登记名称"),
    "titles": Words("Chain of title, drawn", "权属链图"),
    "titles_about": Words(
        "Each unique asset whose title the package shows, and who had it one after the other, none missing up to the "
        "last that stands there. What was split or merged stands above what came of it. An open circle is a title that "
        "has ended; where it says so, the package shows no more than its claim needs.",
        "证据包所示的每项唯一资产及其先后持有者，至所列最后一项止无一缺漏。被拆分或合并者位于由其所生者之上。"
        "空心圆表示权属已终止；有注明者，证据包仅展示其主张所需部分。",
    ),
    "titles_more": Words("… and {count} more titles, which are in the package", "……另有 {count} 项权属，见证据包"),
    "title_ended": Words("ended", "终止"),
    "title_before": Words("{count} holders before, on the auditors' word", "此前 {count} 次变动，以审计方所言为据"),
    "title_later": Words("what happened later is not shown here", "其后情况未在此展示"),
    "title_between": Words("… {count} between, which are in the package", "……其间 {count} 次，见证据包"),
    "verifier_caution": Words(
        "This page was drawn by the verifier, from what it checked itself; it is not the page that lies in the "
        "package. Whoever has the two files with these hashes can verify again, and finds the same. It rests on the "
        "trust file: whether that file is the right one, the verifier does not know.",
        "本页由核验程序依其自行核验的结果绘制，并非证据包内所附的页面。"
        "任何人持有哈希相同的两个文件均可再次核验，结论相同。核验以信任文件为依据；信任文件本身是否正确，核验程序无从得知。",
    ),
    "claimed": Words("What is claimed", "主张事项"),
    "not_claimed": Words("What is not claimed", "未主张的事项"),
    "holder": Words("Holder of the account", "账户持有人"),
    "smallest_units": Words("smallest units", "个最小单位"),
    "consents": Words("The consents, one by one", "逐项同意"),
    "consents_about": Words(
        "Of each event in the table above: who consented, in what role, by which key, and the envelope (a signed "
        "transaction) that the signature stands in. Nobody is listed who merely signed. A key is listed only where the "
        "package shows that it was that party's when the transaction began, and its signature is valid.",
        "就上表所列的每个事件列明：由谁同意、以何身份、使用哪把密钥，以及签名所在的信封（经签名的交易）。"
        "仅有签名而未作为依据者不列。密钥仅在证据包表明交易开始时其属于该主体、且签名有效时列出。",
    ),
    "consented": Words("Who consented", "同意方"),
    "role": Words("In what role", "身份"),
    "rests_on": Words("Given how", "同意方式"),
    "keys_and_envelope": Words("Key and envelope", "密钥与信封"),
    "key": Words("key", "密钥"),
    "key_not_shown": Words("the package does not show by which key", "证据包未表明所用密钥"),
    "envelope": Words(
        "signed in the envelope at block {height}, transaction {index}", "签于区块 {height} 第 {index} 号交易的信封"
    ),
    "own_call": Words("party to its own call", "调用的当事方"),
    "version": Words("event {seq} of that record was its last", "当时该记录的最后一个事件为第 {seq} 个"),
    "attachments": Words("Attachments", "附件"),
    "attachments_about": Words(
        "Calls that this package shows carry what follows, sealed to one key each. Whoever holds that key opens it "
        "from this package, with the command below, at the place where the key is; nobody else can, and what it says "
        "is not claimed. Calls that the package does not show may carry others.",
        "本证据包所示的调用载有下列附件，各以一把密钥封存。密钥持有人可在密钥所在之处以下列命令从本证据包中拆封；"
        "他人无从拆封，附件内容不在主张之内。证据包未展示的调用可能另有附件。",
    ),
    "carried_by": Words("Carried by", "所属调用"),
    "call": Words("call {index}, {name}", "第 {index} 号调用 {name}"),
    "digest": Words("SHA-256, as it stands in the call", "SHA-256（以调用中所载为准）"),
    "sealed_size": Words("Size, sealed", "封存后大小"),
    "bytes": Words("{count} bytes", "{count} 字节"),
    "recipient": Words("Sealed to", "封存对象"),
    "events_shown": Words("Events about goods", "货物事件"),
    "events_shown_about": Words(
        "The package shows a batch of events and not what they say. What stands here comes from proofs beside it, each "
        "of which was held against the batch: the event was in it, word for word. That it is so nobody proved.",
        "证据包所示为一批事件，不含其内容。以下内容来自证据包之外的证明，均已与该批次核对：事件确在其中，一字不差。"
        "事件所述是否属实未经证明。",
    ),
    "persons": Words("Persons behind parties", "主体所代表的个人"),
    "persons_about": Words(
        "Personal data is not in the package. What stands here comes from beside it: from a file that discloses one "
        "person, or from the vault of whoever drew this page. Whoever gets this page gets the data with it.",
        "证据包不含个人信息。以下内容来自证据包之外：披露某人信息的文件，或本页绘制者的个人信息库。"
        "取得本页者即取得其中的个人信息。",
    ),
    "person_compared": Words(
        "salt and data give the commitment that the package shows", "盐值与信息可还原出证据包所示的承诺值"
    ),
    "person_not_compared": Words(
        "this package does not show the commitment: it stands on the vault's word alone",
        "本证据包未展示承诺值：此处仅以个人信息库所载为准",
    ),
    "person_deleted": Words(
        "the person's data was deleted on {time}, under the reference {reference}",
        "该个人的信息已于 {time} 删除，依据编号 {reference}",
    ),
    "concerned": Words("Named in it", "所涉名称"),
    "caution": Words(
        "This page was prepared by whoever made the package, and is for reading. It proves nothing by itself: the "
        "proof is the evidence package that contains it, and anybody can check that package without a network and "
        "without trusting whoever handed it over.",
        "本页由证据包的制作者编制，仅供阅读，本身不构成证明。证明在于包含本页的证据包；"
        "任何人都可以在断网条件下核验该证据包，无须信任提供者。",
    ),
    "particulars": Words("Particulars", "基本事项"),
    "account": Words("Account", "账户"),
    "instrument": Words("Instrument", "产品"),
    "unit": Words("Unit", "单位"),
    "unit_value": Words("{name}, {decimals} decimal places", "{name}，{decimals} 位小数"),
    "holding": Words("Holding", "持有数量"),
    "balance": Words("Balance", "余额"),
    "total": Words("total", "合计"),
    "as_of": Words("As of", "截至时刻"),
    "received_at": Words("Header received by the log", "日志收到该区块头的时间"),
    "state_audit": Words("State audit", "状态审计"),
    "audited": Words(
        "executed from genesis by the state auditors of the trust file under which this page was drawn",
        "已由绘制本页所用信任文件所列的状态审计方自创世起执行",
    ),
    "not_audited": Words(
        "the trust file under which this page was drawn names no state auditors",
        "绘制本页所用的信任文件未列状态审计方",
    ),
    "witnessed_at": Words("Witnessed at (T)", "见证时刻（T）"),
    "chain": Words("Commercial chain", "业务链"),
    "events": Words("Events shown", "所列事件数"),
    "trail": Words("The trail", "流转轨迹"),
    "trail_about": Words(
        "From the first event (top) to the last (bottom). Each event is linked by hash to the one before, so none can "
        "be left out. Left: the counterparty and the direction of the movement. Right: the balance after each event, "
        "by its four parts.",
        "自上而下，从首个事件到最后一个事件。每个事件以哈希与前一事件相连，不能遗漏任何一个。"
        "左侧为对手方及过户方向，右侧为每个事件之后的余额及其四个组成部分。",
    ),
    "steps_about": Words(
        "From the first event (top) to the last (bottom). Each event is linked by hash to the one before, so none can "
        "be left out.",
        "自上而下，从首个事件到最后一个事件。每个事件以哈希与前一事件相连，不能遗漏任何一个。",
    ),
    "transfer_about": Words(
        "What this claim is about. It does not prove that the trail is complete: there may be earlier and later "
        "events, and balances are shown only where they are proved.",
        "本主张所涉事件。本主张不涉及流转轨迹是否完整：此前和此后均可能另有事件；余额仅在已获证明时列示。",
    ),
    "no_trail": Words(
        "This claim carries no trail: it shows one record as it stood, or that there was none.",
        "本主张不含流转轨迹：仅列示某一记录当时的状态，或表明该记录不存在。",
    ),
    "between": Words("{count} events in between, {where}", "其间另有 {count} 个事件，{where}"),
    "in_table": Words("all in the table below and in the package", "全部列于下表并载于证据包"),
    "in_package": Words("all in the package", "全部载于证据包"),
    "end_of_trail": Words("End of the trail as of that time: nothing later", "截至该时刻的流转轨迹终点：其后别无事件"),
    "end_as_of": Words("Last event at or before the time asked about", "所查询时刻（含）之前的最后一个事件"),
    "end_of_claim": Words("Last event of this claim", "本主张的最后一个事件"),
    "block": Words("block {height}, event {index}", "区块 {height}，第 {index} 号事件"),
    "block_short": Words("block {height} no. {index}", "区块 {height} 第 {index} 号"),
    "from": Words("from", "转入自"),
    "to": Words("to", "转出至"),
    "with": Words("with", "相关方"),
    "counterparty": Words("Counterparty", "对手方"),
    "no_change": Words("no change of quantity", "数量不变"),
    "moved": Words("moved between parts", "各部分间变动"),
    "as_executed": Words("As executed: its law is not known to the verifier", "以执行结果为准：核验程序不掌握其规则"),
    "noted": Words(
        "Decided by a program, or noted by the ledger as executed; not derived from a call",
        "由程序决定或账本按执行结果所记，并非由调用推得",
    ),
    "authorised_by": Words("Authorised by", "授权方"),
    "genesis": Words("genesis of the chain", "本链创世"),
    "custody": Words("Chain of custody and witnesses", "监管链与见证人"),
    "custody_about": Words(
        "The commercial chain's block headers are anchored in a custody log. Independent witnesses cosigned the log at "
        "the size below; T is the time of their quorum.",
        "业务链的区块头锚定于监管链日志。独立见证人对下列规模的日志作出共签；T 为共签达到法定人数的时刻。",
    ),
    "origin": Words("Custody log", "监管链日志"),
    "size": Words("Log size (entries)", "日志规模（条目数）"),
    "header_height": Words("Latest anchored block", "最新锚定区块"),
    "header_hash": Words("Block header hash", "区块头哈希"),
    "header_time": Words("Block time", "区块时间"),
    "cosigners": Words("Witnesses and entry auditors that cosigned", "共签的见证人与日志审计方"),
    "cosigner": Words("Who", "名称"),
    "cosigns_as": Words("Cosigns as", "共签身份"),
    "witness": Words("witness", "见证人"),
    "entry_auditor": Words("entry auditor", "日志审计方"),
    "cosigned_at": Words("Cosigned at", "共签时刻"),
    "table": Words("Table of events", "事件明细表"),
    "table_all": Words("All {count} events that this claim covers.", "列出本主张涉及的全部 {count} 个事件。"),
    "table_cut": Words(
        "{shown} of {count} events: the first {first} and the last {last}. The package contains all of them.",
        "共 {count} 个事件，本表列出 {shown} 个：最初 {first} 个与最后 {last} 个。证据包载有全部事件。",
    ),
    "number": Words("No.", "序号"),
    "when": Words("Block and time", "区块与时间"),
    "event": Words("Event", "事件"),
    "change_and_balance": Words("Change and balance", "变动与余额"),
    "change": Words("Change", "变动"),
    "parties": Words("Counterparty, authority", "对手方与授权"),
    "hashes": Words("Hashes (SHA-256)", "哈希（SHA-256）"),
    "event_hash": Words("event", "事件"),
    "transaction": Words("transaction", "交易"),
    "beliefs": Words("Who could lie together", "谁能合谋作伪"),
    "beliefs_about": Words(
        "By the trust file under which this page was drawn: only the holders of all these keys together could have "
        "had a false claim proved.",
        "依绘制本页所用的信任文件：只有同时掌握下列全部密钥者合谋，才可能使虚假主张获得证明。",
    ),
    "verify": Words("How to verify", "如何核验"),
    "verify_trust": Words(
        "Obtain the trust file from a source of your own, never from whoever gave you the package. It names the "
        "custody log's key, the witnesses and how many of them must sign, and the keys of the commercial chain.",
        "请自行从可信来源取得信任文件，切勿使用证据包提供者给予的文件。信任文件载明监管链日志的公钥、"
        "见证人及其法定人数，以及业务链的封印密钥。",
    ),
    "verify_run": Words("Then run either of:", "然后运行以下任一命令："),
    "verify_outcome": Words(
        "Exit status 0: proved. 1: not proved. 2: the input cannot be used. Each of the twelve checks is reported by "
        "number. Compare the claim printed there with this page.",
        "退出码 0 表示已证明，1 表示未能证明，2 表示输入无法使用。十二项检查逐项编号报告。"
        "请将核验程序输出的主张与本页核对。",
    ),
    "times": Words(
        "Times that end in Z are UTC (ISO 8601); beside them, where there is one, stands the reader's local time.",
        "以 Z 结尾的时间为协调世界时（UTC，ISO 8601）；其旁如另列时间，为读者当地时间。",
    ),
}
"""Name → label. Every one is shown in both languages."""
