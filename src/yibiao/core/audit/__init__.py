"""What happened, provably: entries in a Merkle log, signed heads over it, and the check of both.

`docs/audit.md` says what is proven and what is not. The log and its heads come and go as lines of bytes; where
they are kept, who signs and what the time is are questions of the floors above.
"""
