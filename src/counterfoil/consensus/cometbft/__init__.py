# SPDX-License-Identifier: Apache-2.0
"""Under CometBFT: ABCI 2.0 over a socket, the application behind it, the engine run and asked, its blocks believed."""
