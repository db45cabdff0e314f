// SPDX-License-Identifier: Apache-2.0
// Every word of the portal, in English and Chinese (docs/glossary.md). Braces name what is filled in.
export type Language = "en" | "zh";

const WORDS = {
  title: ["Custody log", "监管链日志"],
  language: ["中文", "English"],
  loading: ["Reading the log…", "正在读取日志…"],
  retry: ["Read again", "重新读取"],
  cannot_read: ["The log cannot be read: {problem}", "无法读取日志：{problem}"],

  verdict_none: ["Keys as this site names them: not checked", "密钥以本站所示为准：未经核验"],
  verdict_none_more: [
    "Without a trust file of your own this page gives no verdict. Proofs below lead to the checkpoint, but who signed the checkpoint is only what the site says.",
    "没有您自己的信任文件，本页不作结论。下列证明均指向该检查点，但检查点由谁签名仅为本站所述。",
  ],
  verdict_holds: ["The checkpoint holds under your trust file", "依您的信任文件，检查点成立"],
  verdict_holds_more: [
    "The log signed it, a quorum of your witnesses cosigned it as of {time}, its last entry is a roll of all chains, and nothing that this browser saw here before contradicts it.",
    "日志已签名，您的见证人已达法定人数共签（截至 {time}），末条目为各链总览项，且与本浏览器此前在此所见并无矛盾。",
  ],
  verdict_fails: ["The checkpoint does not hold under your trust file", "依您的信任文件，检查点不成立"],
  verdict_alarm: ["Something is wrong, whoever signed it", "无论由谁签名，此处有误"],

  trust: ["Your trust file", "您的信任文件"],
  trust_pick: ["Choose a trust file, or drop it anywhere on this page", "选择信任文件，或将其拖放到本页任意处"],
  trust_why: [
    "It names the log, the witnesses and the auditors that you believe. Take it from somebody you trust, never from this site. It stays in this page and is sent nowhere.",
    "信任文件列明您所相信的日志、见证人与审计方。请从您信任的人处取得，切勿取自本站。文件只留在本页，不会发送到任何地方。",
  ],
  trust_used: ["In use: {name}, SHA-256 {hash}", "正在使用：{name}，SHA-256 {hash}"],
  trust_refused: ["{name} is no usable trust file: {problem}", "{name} 不是可用的信任文件：{problem}"],
  trust_drop: ["Stop using it", "停止使用"],

  checkpoint: ["Checkpoint", "检查点"],
  origin: ["Origin", "日志名称"],
  size: ["Entries", "条目数"],
  root: ["Root", "根哈希"],
  received: ["Last entry received", "末条目接收时刻"],
  quorum_time: ["Cosigned by a quorum as of", "法定人数共签截至"],
  no_quorum_time: ["no quorum", "未达法定人数"],
  not_checked: ["not checked", "未核验"],
  download_checkpoint: ["Download the checkpoint", "下载检查点"],

  continuity: ["Beside what this browser saw last", "与本浏览器上次所见相比"],
  continuity_first: ["This browser has seen no checkpoint here before", "本浏览器此前未在此处见过检查点"],
  continuity_same: ["The same tree as at {time}", "与 {time} 所见为同一棵树"],
  continuity_grown: ["Extends the {size} entries seen at {time}: verified", "承接 {time} 所见的 {size} 个条目：已核验"],
  continuity_other_log: ["Another log than the one seen at {time}", "与 {time} 所见不是同一日志"],
  continuity_shrunk: ["Smaller than the {size} entries seen at {time}", "少于 {time} 所见的 {size} 个条目"],
  continuity_other_root: ["Another tree of the same {size} entries than at {time}", "与 {time} 所见条目数同为 {size}，但树不同"],
  continuity_not_extended: [
    "Not shown to extend the {size} entries seen at {time}",
    "未能证明承接 {time} 所见的 {size} 个条目",
  ],
  continuity_unknown: ["Could not be computed", "无法计算"],
  continuity_alarm: ["It does not go on from what this browser saw last", "未承接本浏览器上次所见"],
  keep_both: [
    "Keep both checkpoints: if the log signed both, they prove by themselves that it was rewritten. The earlier one stays in this browser.",
    "请保存两个检查点：若二者均由日志签名，其本身即可证明日志被改写。较早的一个仍保留在本浏览器中。",
  ],
  download_seen: ["Download the checkpoint seen before", "下载此前所见检查点"],
  forget: ["Forget it and go on from this one", "不再记住，改以此检查点为准"],

  signatures: ["Signatures", "签名"],
  name: ["Name", "名称"],
  role: ["Role", "角色"],
  key: ["Key ID", "密钥标识"],
  time: ["Time", "时间"],
  state: ["State", "状态"],
  role_log: ["log", "日志"],
  role_witness: ["witness", "见证人"],
  role_entry_auditor: ["entry auditor", "日志审计方"],
  role_unknown: ["not in your trust file", "不在您的信任文件中"],
  role_as_named: ["as it names itself", "自称"],
  state_verified: ["verified", "已核验"],
  state_false: ["FALSE", "不实"],
  state_not_checked: ["not checked", "未核验"],
  state_absent: ["did not cosign", "未共签"],
  groups: ["Groups of your policy", "您的策略中的组"],
  group: ["Group", "组"],
  needs: ["Needs", "所需"],
  needs_of: ["{threshold} of {count}", "{count} 中 {threshold}"],
  cosigned: ["Cosigned", "已共签"],
  satisfied: ["satisfied as of {time}", "已满足，截至 {time}"],
  not_satisfied: ["NOT satisfied", "未满足"],

  chains: ["Chains", "各链"],
  chains_note: [
    "The last anchored header of every chain, as the roll at the end of the log says. That the seals keep the log's rules is the word of the entry auditors; this page does not check seals.",
    "各链最后锚定的区块头，以日志末尾的总览项为准。封印是否合乎日志规则由日志审计方负责；本页不核验封印。",
  ],
  no_chains: ["No chain is registered", "尚无已登记的链"],
  newest_header: ["Newest anchored header", "最新锚定区块头"],
  height: ["height {height}", "高度 {height}"],
  none_anchored: ["none yet", "尚无"],
  audited: ["Audited by {threshold} or more", "经不少于 {threshold} 方审计"],
  auditors: ["State auditors", "状态审计方"],
  auditor: ["Auditor (key)", "审计方（密钥）"],
  audited_height: ["Newest height signed", "最新签名高度"],
  lag: ["Behind the seal", "落后于封印"],
  lag_headers: ["{count} headers", "{count} 个区块头"],
  lag_none: ["level", "持平"],
  audit_received: ["Received", "接收时刻"],
  not_found: ["none in the entries read", "所读条目中没有"],
  no_auditors: ["Your trust file names no state auditors of this chain: nothing of it is called audited.", "您的信任文件未列出本链的状态审计方：本链任何内容均不称为已审计。"],
  no_audits: ["No audits in the entries read.", "所读条目中没有审计。"],
  audits_not_checked: ["Keys as the entries name them: not checked", "密钥以条目所示为准：未经核验"],
  read_from: ["Entries {from} to {to} were read for this.", "为此读取了条目 {from} 至 {to}。"],
  read_further: ["Read further back", "继续向前读取"],

  entries: ["Entries", "条目"],
  entries_note: ["Newest first. Each was shown, in this browser, to lead to the root of the checkpoint.", "由新到旧。每一条均已在本浏览器中证明指向检查点的根哈希。"],
  newer: ["Newer", "较新"],
  older: ["Older", "较旧"],
  newest: ["Newest", "最新"],
  go: ["Go", "前往"],
  go_to: ["Entry number", "条目编号"],
  range: ["Entries {from} to {to} of {size}, counted from 0", "第 {from} 至 {to} 条，共 {size} 条，从 0 起计"],
  kind_anchor: ["anchor", "锚定"],
  kind_audit: ["audit", "审计"],
  kind_chain: ["chain registered", "登记链"],
  kind_equivocation: ["equivocation", "双重封印"],
  kind_roll: ["roll of all chains", "各链总览项"],
  kind_rotation: ["rotation of seal keys", "封印密钥轮换"],
  kind_unknown: ["not understood here", "本页无法理解"],
  included: ["in the tree", "在树中"],
  header_time: ["Header time", "区块时间"],
  received_time: ["Received", "接收时刻"],
  hash: ["Header", "区块头"],
  hash_chain: ["Genesis", "创世"],
  leaf: ["Leaf hash", "叶哈希"],
  proof: ["Inclusion proof", "存在证明"],
  proof_length: ["{count} hashes, from the leaf upwards", "{count} 个哈希，自叶向上"],
  bytes: ["The entry's bytes", "条目原文"],
  download_proof: ["Download the proof", "下载证明"],
  download_entry: ["Download the entry", "下载条目"],

  about: ["What this page can and cannot show", "本页能与不能证明的"],
  about_site: [
    "This page came from the site that it checks, and so did its checks. Who must not rely on the site serves a copy of the folder with a portal of their own, or uses counterfoil custody fsck.",
    "本页及其核验程序均来自被核验的站点。不应依赖本站者，可用自己的门户页面提供该文件夹的副本，或使用 counterfoil custody fsck。",
  ],
  about_package: ["Check an evidence package in this browser", "在本浏览器中核验证据包"],
  about_proof: [
    "A downloaded proof is checked offline by counterfoil custody verify-proof, or by any other program for C2SP tlog-proof.",
    "下载的证明可用 counterfoil custody verify-proof 或任何支持 C2SP tlog-proof 的程序离线核验。",
  ],

  problem_unknown_log: ["Your trust file knows no log of the origin {about}", "您的信任文件中没有名为 {about} 的日志"],
  problem_unsigned: ["Not signed by a key of {about} that you trust", "没有您所信任的 {about} 密钥的签名"],
  problem_false_signature: ["The signature of {about} does not verify", "{about} 的签名未通过核验"],
  problem_no_quorum: ["The witnesses that cosigned are no quorum ({about})", "共签的见证人未达法定人数（{about}）"],
  problem_no_entry_auditors: ["The entry auditors did not cosign ({about})", "日志审计方未共签（{about}）"],
  problem_ahead_of_clock: ["The witnesses' time is ahead of this computer's clock", "见证人的时间晚于本机时钟"],
  problem_roll_after_witnesses: ["The last entry was received later than the witnesses' time", "末条目的接收时刻晚于见证人的时间"],
  problem_unknown_chain: ["Your trust file does not know this chain", "您的信任文件中没有本链"],
  problem_other_log: ["Your trust file and the audits do not agree on this log: {about}", "信任文件与审计所指日志不一致：{about}"],
  problem_other_genesis: ["Another genesis than in your trust file: {about}", "创世与信任文件不符：{about}"],
  problem_other_header: ["An audit of another header than the one anchored at height {about}", "审计所指区块头与高度 {about} 所锚定者不同"],
  problem_false_audit: ["An audit under the name of a trusted key does not verify: {about}", "以受信密钥名义所作审计未通过核验：{about}"],
  problem_halted: ["Halted: two headers were sealed at height {about}", "已停止：高度 {about} 有两个已封印的区块头"],
  problem_stale: ["The newest header is older than the {about} seconds that your trust file allows", "最新区块头早于信任文件所允许的 {about} 秒"],

  ago: ["{span} ago", "{span}前"],
  span_s: ["{n} s", "{n} 秒"],
  span_min: ["{n} min", "{n} 分钟"],
  span_h: ["{n} h", "{n} 小时"],
  span_d: ["{n} d", "{n} 天"],
} as const satisfies { [key: string]: readonly [string, string] };

export type Word = keyof typeof WORDS;
export type Values = { [name: string]: string | number };

export function word(language: Language, key: Word, values: Values = {}): string {
  return WORDS[key][language === "en" ? 0 : 1].replace(/\{([a-z]+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Words whose key is made of a prefix and of something that a check said. */
export function wordOf(language: Language, prefix: string, name: string, values: Values = {}): string {
  const key = `${prefix}_${name}`;
  return Object.hasOwn(WORDS, key) ? word(language, key as Word, values) : name;
}

/** A length of time in its largest whole unit. */
export function span(language: Language, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units: [Word, number][] = [["span_d", 86400], ["span_h", 3600], ["span_min", 60], ["span_s", 1]];
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? units[3]!;
  return word(language, unit, { n: Math.floor(seconds / length) });
}

/** A time in UTC, as everywhere in this product; of times beyond what calendars hold, the milliseconds. */
export function instant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString().replace("T", " ").replace(/(\.000)?Z$/, " UTC");
}
