# SPDX-License-Identifier: Apache-2.0
"""The rules in force: protocol version, feature flags with activation heights, and the chain's parameters."""
