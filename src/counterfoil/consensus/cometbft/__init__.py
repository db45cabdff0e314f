# SPDX-License-Identifier: Apache-2.0
"""CometBFT orders for a consortium: what it says to an application, and what its blocks prove."""
