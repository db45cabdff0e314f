# SPDX-License-Identifier: Apache-2.0
"""Oracles in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

STALE: Final = Words(
    "it is stale as of {when}: what it says was observed at {observed}, and counts no longer",
    "截至 {when} 已过时：其数值观测于 {observed}，已不再有效",
)
WORDS: Final = Vocabulary(
    sentences={
        "oracles.feed_defined": Words(
            "Feed {feed} defined by its keeper {keeper} and supervisor {by}: {title}, in {unit}, {decimals} decimals; "
            "observed by {reporters}, quorum {quorum}, each counts for {counts_for}, at most {spread_ppm} apart",
            "管理方 {keeper} 与监管机构 {by} 定义数据源 {feed}：{title}，单位 {unit}，{decimals} 位小数；"
            "报送方 {reporters}，法定报送数 {quorum}，观测有效 {counts_for}，差距不超过 {spread_ppm}",
        ),
        "oracles.rules_changed": Words(
            "Rules of feed {feed} from {since} on, by its keeper {keeper} and supervisor {by}: "
            "observed by {reporters}, quorum {quorum}, each counts for {counts_for}, at most {spread_ppm} apart",
            "管理方 {keeper} 与监管机构 {by} 变更数据源 {feed} 的规则，自 {since} 起："
            "报送方 {reporters}，法定报送数 {quorum}，观测有效 {counts_for}，差距不超过 {spread_ppm}",
        ),
        "oracles.observed": Words(
            "{reporter} observed {value} for feed {feed} at {observed}, for round {round}",
            "{reporter} 于 {observed} 就数据源 {feed} 第 {round} 轮观测得 {value}",
        ),
        "oracles.fixed": Words(
            "Feed {feed} fixed at {value} ({decimals} decimals) in round {round}, as of {observed}; {observations}",
            "数据源 {feed} 第 {round} 轮定盘值为 {value}（{decimals} 位小数），观测时点 {observed}；{observations}",
        ),
        "oracles.fixing_voided": Words(
            "Fixing of round {round} of feed {feed} voided by its keeper {keeper} and supervisor {by}",
            "管理方 {keeper} 与监管机构 {by} 作废数据源 {feed} 第 {round} 轮定盘值",
        ),
        "oracles.feed_closed": Words(
            "Feed {feed} closed by its keeper {keeper} and supervisor {by}",
            "管理方 {keeper} 与监管机构 {by} 关闭数据源 {feed}",
        ),
    },
    rows={
        "observations": Words("{reporter} observed {value} at {observed}", "{reporter} 于 {observed} 观测得 {value}"),
    },
    fields={
        "counts_for": Words("an observation counts for", "观测有效期"),
        "feed": Words("feed", "数据源"),
        "fixed": Words("fixed at", "定盘时间"),
        "observed": Words("observed at", "观测时间"),
        "observed_after": Words("the next is observed after", "下次观测须晚于"),
        "oracles/feed.quorum": Words("quorum", "法定报送数"),
        "oracles/feed.keeper": Words("keeper of the feed", "数据源管理方"),
        "oracles/feed.value": Words("value", "数值"),
        "oracles/fixing.value": Words("value", "数值"),
        "oracles/observation.reporter": Words("reporter", "报送方"),
        "oracles/observation.value": Words("value", "数值"),
        "reporters": Words("reporters", "报送方"),
        "round": Words("round", "轮次"),
        "spread_ppm": Words("how far apart observations may lie", "观测值最大差距"),
    },
    values={
        "fixed": Words("fixed", "已定盘"),
        "void": Words("void", "已作废"),
    },
)
