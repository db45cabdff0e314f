# SPDX-License-Identifier: Apache-2.0
"""Who looked at what: lines kept beside a chain, noted on it batch by batch, and proved."""
