"""The revision desk: an amended document beside the plan it revises."""
