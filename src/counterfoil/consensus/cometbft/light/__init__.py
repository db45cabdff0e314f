# SPDX-License-Identifier: Apache-2.0
"""A light client for CometBFT: which of the engine's headers a stranger may believe, and who broke its rules."""
