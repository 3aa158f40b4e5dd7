"""Briefs 调度通报 drawn from what units filed: sections of sentences and tables whose figures stay linked."""
