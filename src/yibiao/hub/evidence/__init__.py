"""Evidence 佐证: files, addresses and records that stand behind what a unit reports."""
