"""The verifier of audit logs in one file, and the page beside it: data that exports carry along."""
