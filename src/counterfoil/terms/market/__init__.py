# SPDX-License-Identifier: Apache-2.0
"""Contract types of securities and futures markets that the ACTUS dictionary lacks, in the shape of its types."""
