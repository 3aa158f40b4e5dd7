"""The split desk: a total spread over those who owe it."""
