# SPDX-License-Identifier: Apache-2.0
"""Peers: other chains of the same custody log, whom to believe about them, and answers that prove themselves."""
