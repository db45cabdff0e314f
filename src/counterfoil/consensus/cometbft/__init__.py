# SPDX-License-Identifier: Apache-2.0
"""Under CometBFT: the protocol ABCI 2.0 over a socket, and the application behind it."""
