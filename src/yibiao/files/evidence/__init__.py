"""Files that come as evidence: what they are, whether they can be taken, and what is shown of them.

Everything here reads hostile bytes and belongs into `sandbox.run_limited`.
"""
