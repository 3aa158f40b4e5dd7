"""Evidence 佐证: its kinds and limits, how a piece is numbered and named, and what stands in a form's cell."""
