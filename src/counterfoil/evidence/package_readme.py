# SPDX-License-Identifier: Apache-2.0
"""The text that travels in every package: how to read and verify it without the product.

It is part of the format, so that nobody can slip in other instructions: another text needs another format version.
"""

from typing import Final

README: Final = """\
COUNTERFOIL EVIDENCE PACKAGE, format counterfoil-evidence/v2

claim.json        what is claimed, in plain words, and what is not claimed
report.html       the same for the eye. It proves nothing by itself: verify the package
manifest.json     SHA-256 and size of every file
checkpoint        the custody log's checkpoint (C2SP signed note) with the witnesses' cosignatures
roll.json         the log's last entry: the last header of every chain; roll.proof.json: its place in the log
anchors.jsonl     sealed block headers as the log holds them, one per line; anchor_proofs.jsonl: their places
events.jsonl      every event of every trail shown, one per line; event_proofs.jsonl: their places in their blocks
transactions.jsonl  the signed transactions (DSSE envelopes) that authorised the events
records.jsonl     records of the state with proofs of presence or absence

To verify with the product:  python -m counterfoil.verify PACKAGE --trust trust.json
The trust file is yours: the log's key, the witnesses' keys and quorum, each chain's genesis hash and seal keys.
Get it from somebody you trust, never from whoever gave you this package.

To verify by hand or with other software. All JSON is canonical (RFC 8785, integers only); hashes are SHA-256.
 1 Each file has the hash and size that manifest.json says.
 2 The checkpoint is signed by the log's key (Ed25519 over the text up to the empty line).
 3 Enough witnesses cosigned it (cosignature/v1). T is the latest time at or after which a quorum did.
 4 roll.json is the log's last entry: leaf SHA-256(00 || bytes), RFC 6962 path, index = tree size - 1.
 5 The last line of anchors.jsonl is the header whose hash the roll names for the chain; its seal is by the chain's
   keys; the chain is not halted.
 6 Each record is in (or absent from) the map whose root is that header's "state": key SHA-256("counterfoil/v1/state",
   00, path), leaf SHA-256(00 || key || SHA-256(value)), node SHA-256(01 || 16 children), empty child 32 zero bytes.
 7 Each event is in the tree whose root is its header's "events"; each header is in the log, and sealed.
 8 Each shown record's trail runs from its "trail" head through the events' "previous" hashes to 64 zeros.
 9 Each event was caused by a call of its transaction, signed under the keys in force just before it.
10 Replaying the trail from nothing gives the record.
11 The claim says exactly what was shown.


COUNTERFOIL 证据包，格式 counterfoil-evidence/v2

claim.json        以通俗语言写明的主张，以及未主张的内容
report.html       供阅读的同一内容，本身不构成证明：请核验证据包
manifest.json     每个文件的 SHA-256 与长度
checkpoint        监管链日志的检查点（C2SP 签名便笺）及见证人共签
roll.json         日志的最后一项：各业务链最新区块头；roll.proof.json：其在日志中的位置
anchors.jsonl     日志所存的已封印区块头，每行一个；anchor_proofs.jsonl：其位置
events.jsonl      所示每条流转轨迹的全部事件，每行一个；event_proofs.jsonl：其在区块中的位置
transactions.jsonl  为事件授权的签名交易（DSSE 信封）
records.jsonl     状态记录及其存在或不存在的证明

用本产品核验：python -m counterfoil.verify PACKAGE --trust trust.json
信任文件由您自己持有：日志公钥、见证人公钥与法定人数、各业务链创世哈希与封印公钥。
请向您信任的人索取，切勿向提供本证据包的人索取。

手工或用其他软件核验（JSON 均为规范形式 RFC 8785，仅含整数；哈希均为 SHA-256）：
 1 每个文件的哈希与长度与 manifest.json 一致。
 2 检查点由日志密钥签名。
 3 见证人共签达到法定人数；T 为仍有法定人数于该时刻或其后共签的最晚时刻。
 4 roll.json 是日志的最后一项（序号 = 树大小 - 1）。
 5 anchors.jsonl 最后一行即 roll.json（总览项）所列该业务链的区块头；封印有效；该链未被停止。
 6 每条记录存在于（或不存在于）该区块头 state 根之下。
 7 每个事件都在其区块头的 events 根之下；每个区块头都在日志中且已封印。
 8 每条所示记录的流转轨迹从 trail 的 head 沿 previous 连续回到 64 个零。
 9 每个事件都由其交易中的一个调用引起，且由事件发生前有效的密钥签名。
10 从零重放流转轨迹恰得该记录。
11 主张与所示内容完全一致。
"""
