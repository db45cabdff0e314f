# SPDX-License-Identifier: Apache-2.0
"""The text that travels in every package: how to read and verify it without the product.

It is part of the format, so that nobody can slip in other instructions: another text needs another format version.
"""

from typing import Final

README: Final = """\
COUNTERFOIL EVIDENCE PACKAGE, format counterfoil-evidence/v2

claim.json          what is claimed, in plain words, and what is not claimed
report.html         the same for the eye. It proves nothing by itself: verify the package
manifest.json       SHA-256 and size of every file
checkpoint          the custody log's checkpoint (C2SP signed note) with the cosignatures
roll.json           the log's last entry: the last header of every chain
anchors.jsonl       sealed block headers as the log holds them, one per line; the claim rests on the last
rotations.jsonl     changes of the keys that seal the chain's headers
audits.jsonl        statements of state auditors who executed the chain up to the header that the claim rests on
events.jsonl        the events of every trail shown
transactions.jsonl  the signed envelopes (DSSE) of the transactions that the events name
calls.jsonl         those of their calls that caused the events; the others are not disclosed
records.jsonl       records of the state, with proofs of presence or absence
openings.jsonl      records from which on a long trail is shown

A file with _proofs in its name gives, line by line, the place of what the file without it holds.

To verify with the product:  python -m counterfoil.verify PACKAGE --trust trust.json
The trust file is yours: the log's key, the witnesses and auditors, each chain's genesis hash and seal keys.
Get it from somebody you trust, never from whoever gave you this package.

To verify by hand or with other software. All JSON is canonical (RFC 8785, integers only); hashes are SHA-256.
 1 Each file has the hash and size that manifest.json says.
 2 The checkpoint is signed by the key of the log that the trust file binds the chain to.
 3 Enough witnesses and entry auditors cosigned it. T is the latest time at or after which a quorum did.
 4 roll.json is the log's last entry: leaf SHA-256(00 || bytes), RFC 6962 path, index = tree size - 1.
 5 Every anchor is in the log and sealed under the policy in force at its height, rotations followed from the trusted
   one to the one in the roll; the last is the header that the claim says it rests on, and not above a fork.
 6 Enough state auditors of the trust file signed that they executed the chain from genesis to that header.
 7 Each record is in (or absent from) the map whose root is that header's "state": key SHA-256("counterfoil/v1/state",
   00, path), leaf SHA-256(00 || key || SHA-256(value)), node SHA-256(01 || 16 children), empty child 32 zero bytes.
 8 Each event is in the tree whose root is its header's "events", each envelope in that of "transactions", each call
   in that of its envelope's payload.
 9 Each shown record's trail runs from its "trail" head through the events' "previous" hashes to 64 zeros, or to where
   it is opened.
10 Each event was caused by a call of its transaction, and rests on exactly the consents that it names, given under
   the keys in force.
11 Replaying the trails gives the records.
12 The claim says exactly what was shown.


COUNTERFOIL 证据包，格式 counterfoil-evidence/v2

claim.json          以通俗语言写明的主张，以及未主张的内容
report.html         供阅读的同一内容，本身不构成证明：请核验证据包
manifest.json       每个文件的 SHA-256 与长度
checkpoint          监管链日志的检查点（C2SP 签名便笺）及共签
roll.json           日志的最后一项：各业务链最新区块头
anchors.jsonl       日志所存的已封印区块头，每行一个；主张以最后一个为依据
rotations.jsonl     封印密钥策略的历次轮换
audits.jsonl        状态审计方的声明：已执行该业务链至主张所依据的区块头
events.jsonl        所示每条流转轨迹的事件
transactions.jsonl  事件所属交易的签名信封（DSSE）
calls.jsonl         引起这些事件的调用；其余调用不予披露
records.jsonl       状态记录及其存在或不存在的证明
openings.jsonl      较长流转轨迹的展示起点

文件名含 _proofs 者，逐行给出同名文件各行的位置。

用本产品核验：python -m counterfoil.verify PACKAGE --trust trust.json
信任文件由您自己持有：日志公钥、见证人与审计方、各业务链创世哈希与封印公钥。
请向您信任的人索取，切勿向提供本证据包的人索取。

手工或用其他软件核验（JSON 均为规范形式 RFC 8785，仅含整数；哈希均为 SHA-256）：
 1 每个文件的哈希与长度与 manifest.json 一致。
 2 检查点由信任文件为该业务链指定的日志的密钥签名。
 3 见证人与日志审计方共签达到法定人数；T 为仍有法定人数于该时刻或其后共签的最晚时刻。
 4 roll.json（总览项）是日志的最后一项（序号 = 树大小 - 1）。
 5 每个区块头都在日志中，并按其高度当时有效的策略封印（自受信策略起依次轮换至总览项所列者）；
   最后一个即主张所称的依据，且不在分叉之上。
 6 信任文件所列状态审计方达到法定人数，以签名声明已自创世执行至该区块头。
 7 每条记录存在于（或不存在于）该区块头 state 根之下。
 8 每个事件都在其区块头的 events 根之下，每个信封在 transactions 根之下，每个调用在其信封所载的根之下。
 9 每条所示记录的流转轨迹从 trail 的 head 沿 previous 连续回到 64 个零，或回到其展示起点。
10 每个事件都由其交易中的一个调用引起，且恰依据其所载的、以当时有效密钥作出的同意。
11 重放流转轨迹恰得所示记录。
12 主张与所示内容完全一致。
"""
