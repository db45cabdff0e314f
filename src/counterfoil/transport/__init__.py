# SPDX-License-Identifier: Apache-2.0
"""What all of ours that speak HTTP have in common: a server that strangers cannot hold, and who signed a request."""
