# SPDX-License-Identifier: Apache-2.0
"""Programmes, a noun that is thrown away: an issuer agrees once, and units come and go by the programme's doing."""
