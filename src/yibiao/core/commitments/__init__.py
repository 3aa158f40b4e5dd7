"""Commitments 承诺事项: what each unit owes under a plan, with figure, trajectory and deadline."""
