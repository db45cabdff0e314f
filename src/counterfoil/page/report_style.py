# SPDX-License-Identifier: Apache-2.0
"""How the report looks, on a screen and on A4 paper: one accent colour, no font or picture from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

STYLE: Final = """
:root {
  --ink: #1c1f22; --soft: #565c61; --rule: #c9c5bb; --paper: #fffefb; --accent: #17505f; --wash: #f3f1ea;
  --serif: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Times New Roman", Georgia, serif;
  --latin: Georgia, "Times New Roman", "Liberation Serif", "Noto Serif CJK SC", "Songti SC", "SimSun", serif;
  --sans: "Helvetica Neue", Arial, "Liberation Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  --mono: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  color-scheme: light;
}
* { box-sizing: border-box; }
html { background: #e9e6de; }
body { margin: 0; color: var(--ink); font: 15px/1.55 var(--latin); }
main { max-width: 1020px; margin: 28px auto; padding: 52px 60px 60px; background: var(--paper);
  border: 1px solid var(--accent); outline: 3px double var(--accent); outline-offset: -10px; }
[lang="zh-Hans"] { font-family: var(--serif); }
header { text-align: center; border-bottom: 1px solid var(--accent); padding-bottom: 22px; }
.mark { width: 56px; height: 56px; }
h1 { margin: 10px 0 0; font-weight: 600; font-size: 15px; letter-spacing: .02em; color: var(--soft); }
h1 .zh { display: block; color: var(--accent); font-size: 34px; line-height: 1.3; letter-spacing: .22em;
  text-indent: .22em; font-weight: 700; }
.kind { margin: 8px 0 0; font-size: 15px; color: var(--soft); }
.kind .zh { color: var(--ink); font-size: 18px; font-weight: 600; margin-right: .6em; }
section { margin-top: 32px; }
h2 { margin: 0 0 12px; padding-bottom: 5px; border-bottom: 1px solid var(--rule); font-size: 14px; font-weight: 400;
  color: var(--soft); break-after: avoid; }
h2 .zh { color: var(--accent); font-size: 20px; font-weight: 700; letter-spacing: .06em; margin-right: .7em; }
h3 { font-size: 14px; font-weight: 400; color: var(--soft); margin: 20px 0 6px; break-after: avoid; }
h3 .zh { color: var(--ink); font-weight: 600; margin-right: .6em; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
.statement { padding: 18px 24px; background: var(--wash); border-left: 4px solid var(--accent); }
.statement p { margin: 0; font-size: 16px; }
.statement p.zh { font-size: 20px; line-height: 1.6; font-weight: 600; margin-bottom: 6px; }
.pair { margin: 0 0 12px; }
.pair p { margin: 0; }
.pair .en { color: var(--soft); }
.caution { border: 1px solid var(--rule); padding: 12px 18px; margin-top: 18px; font-size: 14px; }
ul { margin: 0; padding-left: 1.3em; }
li { margin-bottom: 8px; break-inside: avoid; }
li p { margin: 0; }
li .en { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px 7px 0; border-bottom: 1px solid var(--rule);
  font-weight: 400; overflow-wrap: anywhere; }
thead th { border-bottom: 1.5px solid var(--accent); vertical-align: bottom; line-height: 1.35; }
th .zh { display: block; font-weight: 600; }
th .en { color: var(--soft); font-size: 12px; }
tr { break-inside: avoid; }
.facts th { width: 30%; }
.facts th .zh { display: inline; margin-right: .6em; }
.value { font-weight: 600; }
.value .en { margin-left: .5em; color: var(--soft); font-weight: 400; }
.verdict { font-size: 22px; font-weight: 700; color: var(--accent); }
.failed th, .failed td { font-weight: 700; }
.name { unicode-bidi: isolate; }
.hash { font: 12px/1.45 var(--mono); overflow-wrap: anywhere; word-break: break-all; }
.number { font-variant-numeric: tabular-nums lining-nums; }
.parts { display: grid; grid-template-columns: repeat(5, 1fr); border: 1px solid var(--rule); margin-top: 14px; }
.parts div { padding: 10px 12px; border-left: 1px solid var(--rule); }
.parts div:first-child { border-left: 0; background: var(--wash); }
.parts dt { font-size: 12px; color: var(--soft); }
.parts dt .zh { color: var(--ink); font-size: 14px; margin-right: .4em; }
.parts dd { margin: 2px 0 0; font-size: 17px; font-weight: 600; overflow-wrap: anywhere; }
.trail { list-style: none; margin: 14px 0 0; padding: 0; }
.trail li { margin: 0; line-height: 0; }
.trail li + li { margin-top: -.7px; }
.trail svg { display: block; width: 100%; height: auto; overflow: hidden; }
.swatches { position: absolute; width: 0; height: 0; }
.rail { stroke: var(--accent); stroke-width: 2; fill: none; }
.gap { stroke: var(--accent); stroke-width: 2; stroke-dasharray: 2 7; stroke-linecap: round; }
.node { fill: var(--paper); stroke: var(--accent); stroke-width: 2; }
.moves { fill: var(--accent); }
.arrow { fill: none; stroke: var(--accent); stroke-width: 1.6; }
.head { fill: var(--accent); }
.box { fill: var(--wash); stroke: var(--accent); stroke-width: 1; }
.thin { stroke: var(--rule); stroke-width: 1; }
.axis { stroke: var(--soft); stroke-width: 1; }
.step { stroke: var(--ink); stroke-width: 1.2; fill: none; }
.free { fill: #5b8590; }
.held { fill: url(#held); }
.pledged { fill: url(#pledged); }
.frozen { fill: #2b2f33; }
svg text { font-family: var(--latin); fill: var(--ink); font-size: 12px; }
svg .t-zh { font-family: var(--serif); font-size: 15px; font-weight: 600; }
svg .t-en { font-size: 13px; }
svg .t-soft { fill: var(--soft); font-size: 11.5px; }
svg .t-time { font-size: 12px; fill: var(--accent); }
svg .t-num { font-size: 15px; font-weight: 600; }
svg .t-mono { font-family: var(--mono); font-size: 10.5px; fill: var(--soft); }
svg .t-node { font-size: 10px; fill: var(--accent); text-anchor: middle; }
svg .t-tiny { font-size: 7px; }
svg .t-inverse { fill: var(--paper); }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 10px 0 0; padding: 0; list-style: none; }
.legend li { margin: 0; font-size: 13px; }
.legend svg { width: 22px; height: 12px; vertical-align: -1px; margin-right: 6px; }
.events { table-layout: fixed; font-size: 12.5px; line-height: 1.4; }
.events p { margin: 0 0 3px; }
.events .en, .events .type { color: var(--soft); }
.events .hash, .events .type { font: 10px/1.4 var(--mono); overflow-wrap: anywhere; }
.events .time { font-size: .88em; }
.events .c-number { width: 5%; } .events .c-when { width: 20%; } .events .c-event { width: 26%; }
.events .c-change { width: 17%; } .events .c-parties { width: 15%; } .events .c-hashes { width: 17%; }
.consents .c-who { width: 20%; } .consents .c-role { width: 20%; } .consents .c-rests { width: 22%; }
.consents .c-key { width: 33%; }
.events .cut td { text-align: center; background: var(--wash); padding: 10px; }
pre { margin: 8px 0 14px; padding: 12px 16px; background: var(--wash); border-left: 4px solid var(--accent);
  font: 13px/1.6 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 34px; padding-top: 12px; border-top: 1px solid var(--accent); font-size: 13px; color: var(--soft);
  text-align: center; }
footer p { margin: 0; }
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 9pt Georgia, serif; color: #565c61; } }
@media print {
  html, main { background: none; }
  body { font-size: 10.5pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; outline: 0; }
  .first { border: 6px double var(--accent);
    padding: 24px 34px 26px; }
  .first section { margin-top: 18px; }
  .first header { padding-bottom: 12px; }
  .first th, .first td { padding-top: 4px; padding-bottom: 4px; }
  .statement { padding: 12px 18px; }
  .statement p { font-size: 11pt; }
  .statement p.zh { font-size: 13pt; }
  .caution { padding: 8px 14px; font-size: 9.5pt; }
  .facts th { width: 34%; }
  .new-page { break-before: page; margin-top: 0; }
  .trail li, .statement, .caution, .parts, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  .events { font-size: 8pt; }
  .events .hash, .events .type { font-size: 6.5pt; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
@media screen and (max-width: 760px) {
  main { margin: 0; padding: 30px 20px; }
  .parts { grid-template-columns: repeat(2, 1fr); }
  .events { font-size: 11px; }
}
"""

CONTENT_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)
"""A browser that obeys it loads nothing at all and applies this style alone."""
