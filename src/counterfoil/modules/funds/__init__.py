# SPDX-License-Identifier: Apache-2.0
"""Funds: units bought and given back at a net asset value not known when the order is placed."""
