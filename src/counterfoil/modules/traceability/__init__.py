# SPDX-License-Identifier: Apache-2.0
"""Traceability: repositories of events about goods, anchored batch by batch, numbered without a gap."""
