# SPDX-License-Identifier: Apache-2.0
"""The demonstration: a market that does business, proves it, and is attacked."""
