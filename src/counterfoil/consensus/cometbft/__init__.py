# SPDX-License-Identifier: Apache-2.0
"""Ordering by CometBFT: an application served to the engine (ABCI 2.0), and the engine run, asked and handed to."""
